import { isSecretKey } from './authenticate.ts';
import type { RawCall, ServedOperation } from './served-operation.ts';
import { missing, StripeError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { isV2 } from './namespace.ts';
import type { Kind } from './objects.ts';

/**
 * A refusal in the words that Stripe has for the object that the address names: how it is called when it is missing, and the
 * object itself where Stripe shows it beside whatever refuses a change of it.
 */
export function asAddressed(kernel: Kernel, operation: ServedOperation, raw: RawCall, cause: unknown): unknown {
  const id = raw.path['id'];
  if (!(cause instanceof StripeError) || id === undefined || isV2(raw.url)) return cause;
  const { kind, refuseMissing, isShownInRefusals } = operation.resource;
  const { details } = cause;
  const isMissing = details.code === 'resource_missing' && details.message === missing(kind, id).details.message;
  if (isMissing) return refuseMissing?.(id, operation.key) ?? missing(kind, id);
  const mayBeShown = raw.method === 'POST' && isSecretKey(raw.authorization) && details.status === 400;
  if (!isShownInRefusals || !mayBeShown || details.fields?.[kind]) return cause;
  const object = kernel.read((tx) => {
    const found = tx.find(kind as Kind, id);
    return found && tx.render(kind as Kind, found);
  });
  return object ? new StripeError({ ...details, fields: { ...details.fields, [kind]: object } }) : cause;
}
