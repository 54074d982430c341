// What may know what. ARCHITECTURE.md draws these arrows; the rules `package-arrows` and `slice-ladder` hold them.

export interface PackageRule {
  /** Its folder; a file belongs to the longest that fits. */
  readonly folder: string;
  /** How others name it in an import; absent when nobody may import it. */
  readonly name?: string;
  readonly mayImport: readonly string[];
  /** What its tests may import beyond that. */
  readonly testsMayImport?: readonly string[];
  readonly why: string;
}

export const PACKAGES: readonly PackageRule[] = [
  { folder: 'packages/contract', name: '@purser/contract', mayImport: [], why: 'it ships to the browser' },
  {
    folder: 'packages/emulator',
    name: '@purser/emulator',
    mayImport: [],
    why: 'it must stay a fair judge of the rest, and useful alone',
  },
  {
    folder: 'packages/billing',
    name: '@purser/billing',
    mayImport: ['@purser/contract'],
    testsMayImport: ['@purser/emulator', 'catalogs'],
    why: 'production code never learns that an emulator exists',
  },
  {
    folder: 'packages/angular',
    name: '@purser/angular',
    mayImport: ['@purser/contract'],
    why: 'no Node code in a bundle',
  },
  {
    folder: 'packages/cli',
    name: '@purser/cli',
    mayImport: ['@purser/contract', '@purser/billing', '@purser/emulator'],
    testsMayImport: ['catalogs'],
    why: 'it is the one place that starts billing and the emulator',
  },
  { folder: 'apps/web', mayImport: ['@purser/angular', '@purser/contract'], why: 'no Node code in a bundle' },
  {
    folder: 'catalogs',
    name: 'catalogs',
    mayImport: ['@purser/billing'],
    why: 'a catalog is a value, given to defineCatalog',
  },
];

/**
 * Slices of billing, highest first: each may import the doors (`index.ts`) of those before it. Mail is written in the
 * catalog's brand, so the catalog stands above it; a checkout asks for subscriptions and invoices, so it stands below them.
 */
export const LADDER: readonly string[] = [
  'kernel',
  'audit',
  'catalog',
  'notifications',
  'customers',
  'portal',
  'payment-methods',
  'subscriptions',
  'usage',
  'invoices',
  'ledger',
  'checkout',
  'purchases',
  'recovery',
  'refunds',
  'disputes',
  'entitlements',
  'analytics',
  'privacy',
  'reconcile',
  'doctor',
  'admin',
  'sandbox',
];

/** They carry what slices ask for (requests, jobs, Stripe's deliveries): every slice may use them, and they every door. */
export const CARRIERS: readonly string[] = ['http', 'worker', 'inbox'];

/** The only modules of billing that know all slices. */
export const KNOW_ALL: readonly string[] = ['flow.ts', 'create-billing.ts', 'index.ts'];
