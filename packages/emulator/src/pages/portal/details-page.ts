import type Stripe from 'stripe';
import { addressFields } from '../card-fields.ts';
import { textField } from '../form-fields.ts';
import type { FormState } from '../form-fields.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { taxIdFields } from '../tax-id-fields.ts';
import { taxIdLabel } from '../tax-id-types.ts';
import type { PortalVisit } from './portal-access.ts';
import { actionForm, backToPortal, portalPage } from './portal-frame.ts';

/** Name, addresses and tax ids, as far as the configuration lets customers change them. */
export function detailsPage(
  visit: PortalVisit,
  options: { form: FormState; taxIds: readonly Stripe.TaxId[]; alert: string | null; notice: string | null },
): string {
  const { form, taxIds, alert, notice } = options;
  const allowed = new Set<string>(visit.configuration.features.customer_update.allowed_updates);
  const person = personFields(allowed, form);
  const body = html`${
    person
      ? html`<section class="panel" aria-label="Your details">
          <form class="fields" method="post" action="${visit.path}/details" data-checks>
            ${person}
            <button class="button primary wide" data-testid="confirm" data-busy-label="Saving…">Save</button>
          </form>
        </section>`
      : ''
  }
  ${allowed.has('tax_id') ? taxIdPanel(visit, form, taxIds) : ''}`;
  return portalPage(visit, { title: 'Billing information', alert, notice, body, back: backToPortal(visit) });
}

function personFields(allowed: ReadonlySet<string>, form: FormState): Html | null {
  const name = textField({ name: 'name', label: 'Name', form, autocomplete: 'name' });
  const email = textField({
    name: 'email',
    label: 'Email',
    form,
    type: 'email',
    inputmode: 'email',
    autocomplete: 'email',
    mistake: 'Your email is incomplete.',
    hint: 'Invoices and receipts go here.',
  });
  const phone = textField({
    name: 'phone',
    label: 'Phone number',
    form,
    type: 'tel',
    inputmode: 'tel',
    autocomplete: 'tel',
    required: false,
  });
  const fields = [
    allowed.has('name') ? name : null,
    allowed.has('email') ? email : null,
    allowed.has('phone') ? phone : null,
    allowed.has('address') ? addressFields(form, { isFullAddress: true }) : null,
  ].filter((field) => field !== null);
  return fields.length > 0 ? html`${fields}` : null;
}

function taxIdPanel(visit: PortalVisit, form: FormState, taxIds: readonly Stripe.TaxId[]): Html {
  const rows = taxIds.map(
    (taxId) =>
      html`<li>
        <span>${taxIdLabel(taxId.type)}: ${taxId.value}</span>
        ${actionForm({
          action: `${visit.path}/tax-ids/${taxId.id}/remove`,
          label: `Remove ${taxId.value}`,
          look: 'text',
        })}
      </li>`,
  );
  return html`<section class="panel stack" aria-labelledby="tax-ids-title">
    <h2 id="tax-ids-title">Tax IDs</h2>
    ${
      taxIds.length > 0
        ? html`<ul class="rows">
            ${rows}
          </ul>`
        : html`<p class="muted">No tax ID is saved.</p>`
    }
    <form class="fields" method="post" action="${visit.path}/tax-ids">
      ${taxIdFields(form, { required: true })}
      <p><button class="button">Add tax ID</button></p>
    </form>
  </section>`;
}
