import type { FastifyInstance } from 'fastify';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { changeCustomer } from '../../resources/customers/update-customer.ts';
import type { CustomerChange } from '../../resources/customers/update-customer.ts';
import { removeTaxId as deleteTaxId } from '../../resources/tax_ids/index.ts';
import { newTaxId } from '../../resources/tax_ids/new-tax-id.ts';
import { taxIdTypes } from '../tax-id-types.ts';
import { addressErrors, readAddress, refusalText } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { draftFormState, findPageDraft, keptValues, removePageDraft, savePageDraft } from '../page-draft.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import { detailsPage } from './details-page.ts';
import type { PortalVisit } from './portal-access.ts';
import { afterDone, noticeText, openVisit } from './portal-request.ts';
import type { PortalRoute } from './portal-routes.ts';

interface TaxIdRoute {
  Params: { token: string; taxId: string };
}

/** Billing information, as far as the configuration lets customers change it. */
export function mountDetails(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<PortalRoute>('/p/session/:token/details', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    if (!isEnabled(visit)) return reply.redirect(`${visit.path}/home`, 303);
    return sendPage(
      reply,
      kernel.read((tx) => showDetails(tx, visit, noticeText(request.query.notice))),
    );
  });

  const changes: Record<string, (tx: Tx, visit: PortalVisit, form: FormValues) => string> = {
    details: saveDetails,
    'tax-ids': addTaxId,
  };
  for (const [path, change] of Object.entries(changes)) {
    server.post<PortalRoute>(`/p/session/:token/${path}`, async (request, reply) => {
      const visit = await openVisit(kernel, request.params.token, reply);
      if (!visit) return reply;
      if (!isEnabled(visit)) return reply.redirect(`${visit.path}/home`, 303);
      return reply.redirect(await tryChange(kernel, visit, (tx) => change(tx, visit, postedForm(request))), 303);
    });
  }

  server.post<TaxIdRoute>('/p/session/:token/tax-ids/:taxId/remove', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    return reply.redirect(await kernel.write((tx) => removeTaxId(tx, visit, request.params.taxId)), 303);
  });
}

function draftId(visit: PortalVisit): string {
  return `${visit.session.id}_details`;
}

function isEnabled(visit: PortalVisit): boolean {
  return visit.configuration.features.customer_update.enabled;
}

function mayChange(visit: PortalVisit, field: string): boolean {
  return visit.configuration.features.customer_update.allowed_updates.some((allowed) => allowed === field);
}

function showDetails(tx: Tx, visit: PortalVisit, notice: string | null): string {
  const { customer } = visit;
  const draft = findPageDraft(tx, draftId(visit));
  const address = customer.address;
  const form = draftFormState(draft, {
    name: customer.name ?? '',
    email: customer.email ?? '',
    phone: customer.phone ?? '',
    billingCountry: address?.country || 'US',
    billingPostalCode: address?.postal_code ?? '',
    billingAddressLine1: address?.line1 ?? '',
    billingAddressLine2: address?.line2 ?? '',
    billingLocality: address?.city ?? '',
    billingAdministrativeArea: address?.state ?? '',
  });
  const taxIds = tx.list('tax_id', { customer: customer.id });
  return detailsPage(visit, { form, taxIds, alert: draft.alert, notice });
}

/** What a person typed stays when Stripe refuses it; the reason stands above the form. */
async function tryChange(kernel: PagesKernel, visit: PortalVisit, change: (tx: Tx) => string): Promise<string> {
  try {
    return await kernel.write(change);
  } catch (error) {
    const alert = refusalText(error);
    await kernel.write((tx) => savePageDraft(tx, draftId(visit), { alert }));
    return `${visit.path}/details`;
  }
}

function saveDetails(tx: Tx, visit: PortalVisit, form: FormValues): string {
  const errors = detailErrors(visit, form);
  if (Object.keys(errors).length > 0) {
    savePageDraft(tx, draftId(visit), { values: keptValues(form), errors, alert: null });
    return `${visit.path}/details`;
  }
  const change: CustomerChange = {
    ...(mayChange(visit, 'name') ? { name: form.name?.trim() ?? '' } : {}),
    ...(mayChange(visit, 'email') ? { email: form.email?.trim() ?? '' } : {}),
    ...(mayChange(visit, 'phone') ? { phone: form.phone?.trim() ?? '' } : {}),
    ...(mayChange(visit, 'address') ? { address: givenAddress(form) } : {}),
  };
  changeCustomer(tx, visit.customer.id, change);
  removePageDraft(tx, draftId(visit));
  return afterDone(visit, 'details-saved');
}

function givenAddress(form: FormValues): Record<string, string> {
  return Object.fromEntries(Object.entries(readAddress(form)).map(([name, value]) => [name, value ?? '']));
}

function detailErrors(visit: PortalVisit, form: FormValues): Record<string, string> {
  const errors: Record<string, string> = {};
  if (mayChange(visit, 'name') && !form.name?.trim()) errors.name = 'Name is required.';
  if (mayChange(visit, 'email') && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(form.email?.trim() ?? '')) {
    errors.email = 'Your email is invalid.';
  }
  if (mayChange(visit, 'address')) Object.assign(errors, addressErrors(form));
  return errors;
}

function addTaxId(tx: Tx, visit: PortalVisit, form: FormValues): string {
  if (!mayChange(visit, 'tax_id')) return `${visit.path}/home`;
  const type = taxIdTypes.find(({ value }) => value === form.taxIdType)?.value ?? 'eu_vat';
  savePageDraft(tx, draftId(visit), { values: keptValues(form), errors: {}, alert: null });
  newTaxId(tx, { customer: visit.customer.id, type, value: form.taxId?.trim() ?? '' });
  removePageDraft(tx, draftId(visit));
  return `${visit.path}/details?notice=details-saved`;
}

function removeTaxId(tx: Tx, visit: PortalVisit, id: string): string {
  const taxId = tx.find('tax_id', id);
  if (taxId && idOf(taxId.customer) === visit.customer.id && mayChange(visit, 'tax_id')) deleteTaxId(tx, taxId);
  return `${visit.path}/details?notice=details-saved`;
}
