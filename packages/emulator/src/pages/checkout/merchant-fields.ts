import type Stripe from 'stripe';
import { checkbox, selectField, textField } from '../form-fields.ts';
import type { FormState, FormValues } from '../form-fields.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { linkedText } from './custom-text.ts';

type Session = Stripe.Checkout.Session;
type CustomField = Stripe.Checkout.Session.CustomField;

const consentName = 'termsOfServiceConsentCheckbox';
const promotionsName = 'promotionsConsentCheckbox';

/** What a merchant asks of its own: up to three fields, and agreement to its terms. */
export function merchantFields(session: Session, form: FormState): Html {
  const fields = session.custom_fields.map((field) => customField(field, form));
  if (fields.length === 0 && !asksConsent(session) && !asksPromotions(session)) return html``;
  return html`<div class="section fields">
    ${fields}${asksPromotions(session) ? promotions(form) : ''}${asksConsent(session) ? consent(session, form) : ''}
  </div>`;
}

/** What is missing or too long, by the name of the form's field. */
export function merchantFieldErrors(session: Session, form: FormValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of session.custom_fields) {
    const error = customFieldError(field, typed(field, form));
    if (error) errors[nameOf(field)] = error;
  }
  if (asksConsent(session) && form[consentName] !== 'true') errors[consentName] = 'Please agree to the terms to go on.';
  return errors;
}

/** The session's fields with their answers. */
export function answeredFields(session: Session, form: FormValues): Partial<Session> {
  return {
    custom_fields: session.custom_fields.map((field) => answered(field, typed(field, form) || null)),
    ...(asksConsent(session) || asksPromotions(session) ? { consent: consentGiven(session, form) } : {}),
  };
}

function consentGiven(session: Session, form: FormValues): Stripe.Checkout.Session.Consent {
  const news = form[promotionsName] === 'true' ? 'opt_in' : 'opt_out';
  return {
    promotions: asksPromotions(session) ? news : null,
    terms_of_service: asksConsent(session) ? 'accepted' : null,
  };
}

/** The answers to keep while the page is open. */
export function keptAnswers(session: Session, form: FormValues): Record<string, string> {
  const answers = session.custom_fields.map((field): [string, string] => [nameOf(field), typed(field, form)]);
  return { ...Object.fromEntries(answers), [promotionsName]: form[promotionsName] ?? '' };
}

function asksConsent(session: Session): boolean {
  return session.consent_collection?.terms_of_service === 'required';
}

function asksPromotions(session: Session): boolean {
  return session.consent_collection?.promotions === 'auto';
}

function promotions(form: FormState): Html {
  const isChecked = form.values[promotionsName] === 'true';
  return checkbox({ name: promotionsName, label: 'Send me news and offers by email', isChecked });
}

function nameOf(field: CustomField): string {
  return `customField-${field.key}`;
}

function typed(field: CustomField, form: FormValues): string {
  return (form[nameOf(field)] ?? '').trim().slice(0, 255);
}

function customField(field: CustomField, form: FormState): Html {
  const name = nameOf(field);
  const label = field.label.custom ?? field.key;
  const part = field.dropdown ?? field.numeric ?? field.text;
  const values = { ...form.values, [name]: form.values[name] ?? part?.default_value ?? '' };
  const options = { name, label, form: { ...form, values }, required: !field.optional, autocomplete: 'off' };
  if (field.dropdown) {
    return selectField({ ...options, options: [{ value: '', label: 'Select…' }, ...field.dropdown.options] });
  }
  const limits = field.numeric ?? field.text;
  return textField({
    ...options,
    maxlength: limits?.maximum_length ?? 255,
    ...(field.numeric ? { inputmode: 'numeric', pattern: '[0-9]+', mistake: `${label} must be a number.` } : {}),
  });
}

function customFieldError(field: CustomField, value: string): string | null {
  const label = field.label.custom ?? field.key;
  if (value === '') return field.optional ? null : `${label} is required.`;
  if (field.dropdown) {
    return field.dropdown.options.some((option) => option.value === value) ? null : `Choose one of the options.`;
  }
  if (field.numeric && !/^\d+$/.test(value)) return `${label} must be a number.`;
  const limits = field.numeric ?? field.text;
  const least = limits?.minimum_length ?? 0;
  const most = limits?.maximum_length ?? 255;
  if (value.length < least) return `${label} must have at least ${least} characters.`;
  return value.length > most ? `${label} must have at most ${most} characters.` : null;
}

function answered(field: CustomField, value: string | null): CustomField {
  if (field.dropdown) return { ...field, dropdown: { ...field.dropdown, value } };
  if (field.numeric) return { ...field, numeric: { ...field.numeric, value } };
  return field.text ? { ...field, text: { ...field.text, value } } : field;
}

function consent(session: Session, form: FormState): Html {
  const own = session.custom_text.terms_of_service_acceptance?.message;
  const label = own ? linkedText(own) : 'I agree to the terms of service and the privacy policy';
  return html`<div class="field">
    ${checkbox({ name: consentName, label, isChecked: false, required: true })}
    <p class="field-error" id="${consentName}-error">${form.errors[consentName]}</p>
  </div>`;
}
