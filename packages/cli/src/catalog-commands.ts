import {
  createBilling,
  createStripeClient,
  previewCatalogPush,
  pushCatalog,
  pushCatalogToStripe,
  readSettings,
  systemClock,
  type Environment,
  type PushStep,
  type Settings,
} from '@purser/billing';
import type { Catalog } from '@purser/billing/catalog';
import { Complaint } from './complaint.ts';

type Print = (line: string) => void;

/** `purser catalog plan`. @returns The exit code: 0 when Stripe holds what the catalog says, 2 when it does not. */
export async function planCatalog(catalog: Catalog, environment: Environment, print: Print): Promise<0 | 2> {
  const settings = readSettings(environment);
  const stripe = createStripeClient(settings);
  const { steps, conflicts } = await reaching(settings, () =>
    previewCatalogPush({ stripe, catalog, clock: systemClock }),
  );
  if (steps.length === 0 && conflicts.length === 0) {
    print(`${nameOf(settings)} holds what the catalog "${catalog.id}" says. There is nothing to do.`);
    return 0;
  }
  if (steps.length > 0) {
    print(`${nameOf(settings)} differs from the catalog "${catalog.id}". A push would, in this order:\n`);
    print(numbered(steps));
    print('\nNothing was changed. To do it: npm run purser -- catalog push');
  }
  for (const conflict of conflicts) print(`\nThis stands in the way of a push: ${conflict}`);
  return 2;
}

/** `purser catalog push`. */
export async function pushCatalogCommand(catalog: Catalog, environment: Environment, print: Print): Promise<void> {
  const settings = readSettings(environment);
  const afterStep = (step: PushStep): void => print(`  done: ${step.says}`);
  const { steps } = await reaching(settings, () => push(catalog, settings, afterStep));
  print(
    steps.length === 0
      ? `${nameOf(settings)} held what the catalog "${catalog.id}" says already. Nothing was changed.`
      : `\n${nameOf(settings)} now holds what the catalog "${catalog.id}" says.`,
  );
}

/** `purser catalog check`: reading it was the check. */
export function describeCatalog(catalog: Catalog): string {
  const prices = catalog.plans.reduce((count, plan) => count + Object.keys(plan.prices ?? {}).length, 0);
  const offers = prices + (catalog.purchases?.length ?? 0) + (catalog.usage?.length ?? 0);
  const codes = (catalog.coupons ?? []).flatMap((coupon) => coupon.promotionCodes.map(({ code }) => code));
  return [
    `The catalog "${catalog.id}" of ${catalog.brand.name} is in order: ${catalog.plans.length} plans, ${offers} prices,`,
    `${codes.length} promotion codes${codes.length === 0 ? '' : ` (${codes.join(', ')})`}.`,
  ].join(' ');
}

/** A running service on PGlite hears of the new prices by Stripe's events; one on PostgreSQL is told here. */
async function push(
  catalog: Catalog,
  settings: Settings,
  afterStep: (step: PushStep) => void,
): Promise<{ steps: PushStep[] }> {
  if (settings.databaseUrl === null) {
    const tools = { stripe: createStripeClient(settings), catalog, clock: systemClock };
    return pushCatalogToStripe(tools, { afterStep });
  }
  const billing = await createBilling({ settings: { ...settings, logLevel: 'warn' }, catalog });
  try {
    return await pushCatalog(billing, { afterStep });
  } finally {
    await billing.close();
  }
}

async function reaching<T>(settings: Settings, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isUnreachable = error instanceof Error && 'type' in error && error.type === 'StripeConnectionError';
    if (!isUnreachable || !settings.sandbox) throw error;
    throw new Complaint(
      `No emulator answers at ${settings.stripe.apiBase}. Start one with npm start, or set STRIPE_SECRET_KEY to use your Stripe account.`,
      { cause: error },
    );
  }
}

function nameOf({ sandbox, stripe }: Settings): string {
  if (sandbox) return 'The emulator';
  return stripe.livemode ? 'Your Stripe account (live mode)' : 'Your Stripe account (test mode)';
}

function numbered(steps: readonly PushStep[]): string {
  return steps.map((step, index) => `${String(index + 1).padStart(4)}. ${step.says}`).join('\n');
}
