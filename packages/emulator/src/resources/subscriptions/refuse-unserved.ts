import { invalidRequest } from '../../kernel/errors.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';

/** Refuses what changes how a subscription is billed and is not served here: prebilling, and trial offers of items. */
export function refuseUnserved(params: {
  billing_schedules?: unknown;
  items?: readonly { current_trial?: unknown }[];
}): void {
  refuseUncovered(params, ['billing_schedules']);
  const index = (params.items ?? []).findIndex((item) => item.current_trial !== undefined);
  if (index < 0) return;
  const param = `items[${index}][current_trial]`;
  throw invalidRequest({ message: `This emulator does not cover the parameter \`${param}\`.`, param });
}
