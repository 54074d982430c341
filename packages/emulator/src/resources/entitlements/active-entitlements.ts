import type Stripe from 'stripe';
import { listFrom, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

type ActiveEntitlement = Stripe.Entitlements.ActiveEntitlement;

/** Whose an active entitlement is, which it does not show. It has the entitlement's id. */
interface EntitlementFacts {
  id: string;
  customer: string;
  feature: string;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _entitlement: EntitlementFacts;
  }
}

/** https://docs.stripe.com/api/entitlements/active-entitlement */
export const activeEntitlements = resource('entitlements.active_entitlement', {
  operations: {
    'GET /v1/entitlements/active_entitlements/:id': retrieve('entitlements.active_entitlement'),
    'GET /v1/entitlements/active_entitlements': (tx, call) => {
      const customer = tx.get('customer', call.params.customer, { param: 'customer' });
      return listFrom('entitlements.active_entitlement', entitlementsOf(tx, customer.id), call);
    },
  },
});

export const entitlementFacts = resource('_entitlement', { indexes: ['customer'] });

function entitlementsOf(tx: Tx, customer: string): ActiveEntitlement[] {
  return tx.list('_entitlement', { customer }).map(({ id }) => tx.get('entitlements.active_entitlement', id));
}

function grant(tx: Tx, customer: string, feature: string): void {
  const entitlement = tx.insert('entitlements.active_entitlement', {
    id: tx.newId('ent_test', 34),
    object: 'entitlements.active_entitlement',
    feature,
    livemode: false,
    lookup_key: tx.get('entitlements.feature', feature).lookup_key,
  });
  tx.insert('_entitlement', { id: entitlement.id, customer, feature });
}

function revoke(tx: Tx, id: string): void {
  tx.remove('entitlements.active_entitlement', id);
  tx.remove('_entitlement', id);
}

const entriesInEvent = 10;

function summaryOf(tx: Tx, customer: string): Stripe.Entitlements.ActiveEntitlementSummary {
  const all = entitlementsOf(tx, customer);
  return {
    object: 'entitlements.active_entitlement_summary',
    customer,
    entitlements: {
      object: 'list',
      data: all.slice(0, entriesInEvent),
      has_more: all.length > entriesInEvent,
      url: `/v1/entitlements/active_entitlements?customer=${customer}`,
    },
    livemode: false,
  };
}

/** Gives a customer exactly these features, and says so if that changes anything. */
export function entitle(tx: Tx, { customer, features }: { customer: string; features: ReadonlySet<string> }): void {
  const held = tx.list('_entitlement', { customer });
  const heldFeatures = new Set(held.map(({ feature }) => feature));
  const lost = held.filter(({ feature }) => !features.has(feature));
  const won = [...features].filter((feature) => !heldFeatures.has(feature));
  if (lost.length === 0 && won.length === 0) return;
  const before = summaryOf(tx, customer);
  for (const { id } of lost) revoke(tx, id);
  for (const feature of won) grant(tx, customer, feature);
  tx.emit('entitlements.active_entitlement_summary.updated', summaryOf(tx, customer), before);
}

export function holds(tx: Tx, { customer, feature }: { customer: string; feature: string }): boolean {
  return tx.list('_entitlement', { customer }).some((entitlement) => entitlement.feature === feature);
}
