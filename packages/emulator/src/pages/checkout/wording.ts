import type { SessionView } from '../../resources/checkout/session-view.ts';
import type { Brand } from '../brand.ts';
import { dateText, everyText, intervalText } from '../date-text.ts';
import { moneyText } from '../money-text.ts';
import { methodTypesOf, nounOf } from '../method-choice.ts';
import { offeredCards } from '../../resources/checkout/offered-cards.ts';

/** The first thing that is subscribed to; what a person calls "the plan". */
export function planLine(view: SessionView) {
  return (
    view.lines.find((line) => line.interval !== null && !line.isMetered) ?? view.lines.find((line) => line.interval)
  );
}

const paymentTitles: Record<string, (name: string) => string> = {
  book: (name) => `Book with ${name}`,
  donate: (name) => `Donate to ${name}`,
};

export function checkoutTitle(view: SessionView, brand: Brand): string {
  if (view.mode === 'setup') return `Save a ${methodNoun(view)}`;
  if (view.mode === 'payment')
    return paymentTitles[view.session.submit_type ?? '']?.(brand.name) ?? `Pay ${brand.name}`;
  const plan = planLine(view)?.description ?? brand.name;
  return view.trialEnd === null ? `Subscribe to ${plan}` : `Try ${plan}`;
}

/** What the page asks for. */
export function methodNoun({ session }: SessionView): string {
  return nounOf(methodTypesOf(session));
}

export function submitLabel(view: SessionView): string {
  if (view.mode === 'setup') return `Save ${methodNoun(view)}`;
  const labels: Record<string, string> = { book: 'Book', donate: 'Donate', pay: 'Pay', subscribe: 'Subscribe' };
  const asked = labels[view.session.submit_type ?? ''];
  if (asked) return asked;
  if (view.mode === 'payment') return 'Pay';
  return view.trialEnd === null ? 'Subscribe' : 'Start trial';
}

/** Every period's sum in words: "$119.00 per year". Null when the session subscribes to nothing with a fixed price. */
export function recurringText(view: SessionView): string | null {
  const plan = planLine(view);
  if (!plan?.interval || plan.isMetered) return null;
  return `${moneyText(plan.periodAmount, view.currency)} ${intervalText(plan.interval.unit, plan.interval.count)}`;
}

/** What the button sets off, said beside it: money today, money later, and how it ends. */
export function termsText(view: SessionView, brand: Brand): string {
  if (view.mode === 'setup') return `${brand.name} may charge this ${methodNoun(view)} for what you buy later.`;
  const today = view.total > 0 ? `You pay ${moneyText(view.total, view.currency)} today` : 'You pay nothing today';
  if (view.mode === 'payment') return `${today}.`;
  if (!view.nextCharge) return `${today}. ${brand.name} charges you each period until you cancel.`;
  const next = `${moneyText(view.nextCharge.amount, view.currency)} on ${dateText(view.nextCharge.at)}`;
  const isHidden = view.session.consent_collection?.payment_method_reuse_agreement?.position === 'hidden';
  if (isHidden) return `${today}.`;
  const rhythm = planLine(view)?.interval;
  const after = rhythm ? ` and ${everyText(rhythm.unit, rhythm.count)} after that` : '';
  const isCardNeeded = view.collects.paymentMethod || offeredCards(view).length > 0;
  return `${today}, then ${next}${after}, until you cancel.${isCardNeeded ? '' : ` Without a ${methodNoun(view)}, nothing is charged.`}`;
}

/** "14 days free"; by the day, rounded up, as people count them. */
export function trialText(view: SessionView, now: number): string | null {
  if (view.trialEnd === null) return null;
  const days = Math.ceil((view.trialEnd - now) / 86_400);
  return days === 1 ? '1 day free' : `${days} days free`;
}

/**
 * Whether the person says their e-mail address here: not where the merchant knows it. A customer that an earlier attempt
 * on this page made is nobody the merchant knows.
 */
export function asksEmail({ session, collects }: SessionView): boolean {
  if (session.customer_email) return false;
  return collects.email || session.customer === null;
}
