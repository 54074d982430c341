import type { SessionView } from '../../resources/checkout/session-view.ts';
import { offeredCards } from '../../resources/checkout/offered-cards.ts';
import type { MethodChoice } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { methodTypesOf } from '../method-choice.ts';
import { isPlaceAskedFor, readMethod } from '../read-method.ts';
import type { MethodOffer } from '../read-method.ts';

function offerOf(view: SessionView): MethodOffer {
  return { offered: methodTypesOf(view.session), saved: offeredCards(view) };
}

/** What a person pays a session with, or what is wrong with it by field. */
export function readMethodChoice(
  view: SessionView,
  form: FormValues,
  now: number,
): { choice: MethodChoice; errors: FormValues } {
  return readMethod(form, { ...offerOf(view), isRequired: view.collects.paymentMethod, now });
}

/** Whether the form asks where the person lives. */
export function isPlaceAsked(view: SessionView, form: FormValues): boolean {
  return view.collects.address || isPlaceAskedFor(form, offerOf(view));
}
