import type { Entitlement } from './derive-entitlement.ts';

declare module '../kernel/changes.ts' {
  interface Changes {
    'entitlement.changed': { userId: string; before: Entitlement | undefined; after: Entitlement };
  }
}

export { deriveEntitlement, graceEnd, type Entitlement } from './derive-entitlement.ts';
export { readAccount } from './read-account.ts';
export { expireEntitlements, recomputeEntitlement } from './recompute-entitlement.ts';
export { storedEntitlement } from './table.ts';
