import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

const day = 86_400;

async function givenDispute(payment_method = 'pm_card_createDispute') {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await stripe.paymentIntents.create({ amount: 5000, currency: 'usd', payment_method, confirm: true });
  await emulator.settled();
  const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
  if (!dispute) throw new Error('Nobody disputed the charge.');
  const answer = (uncategorized_text: string) =>
    stripe.disputes.update(dispute.id, { evidence: { uncategorized_text } });
  const now = () => stripe.disputes.retrieve(dispute.id);
  const events = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  return { emulator, stripe, payment_intent: id, dispute, answer, now, events };
}

/** The account's money in all; a payment of 5000 leaves 4825 after its fee of 175. */
async function fundsOf(stripe: Stripe): Promise<number> {
  const { available, pending } = await stripe.balance.retrieve();
  return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0);
}

describe('a dispute', () => {
  test('comes right after the payment, and takes the money and a fee', async () => {
    const { stripe, dispute, events } = await givenDispute();
    expect(dispute).toMatchObject({
      amount: 5000,
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
      payment_method_details: { card: { case_type: 'chargeback' } },
      evidence_details: {
        has_evidence: false,
        past_due: false,
        submission_count: 0,
        due_by: Math.floor(dispute.created / day) * day + 9 * day - 1,
      },
      balance_transactions: [
        { amount: -5000, fee: 1500, net: -6500, type: 'adjustment', reporting_category: 'dispute' },
      ],
    });
    expect((await stripe.charges.retrieve(dispute.charge as string)).disputed).toBe(true);
    expect(await fundsOf(stripe)).toBe(4825 - 6500);
    expect((await events()).slice(-3)).toEqual([
      'charge.updated',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
    ]);
  });

  test('is won with winning_evidence, and everything comes back', async () => {
    const { emulator, stripe, answer, now, events } = await givenDispute();
    expect(await answer('winning_evidence')).toMatchObject({
      status: 'under_review',
      evidence_details: { has_evidence: true, submission_count: 1, submission_method: 'manual' },
    });
    await emulator.settled();
    expect(await now()).toMatchObject({ status: 'won', balance_transactions: [{ net: -6500 }, { net: 6500 }] });
    expect(await fundsOf(stripe)).toBe(4825);
    expect((await events()).slice(-3)).toEqual([
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
  });

  test('is lost with losing_evidence, by giving in, or by silence', async () => {
    const lost = await givenDispute('pm_card_createDisputeProductNotReceived');
    expect(lost.dispute.reason).toBe('product_not_received');
    await lost.answer('losing_evidence');
    await lost.emulator.settled();
    expect((await lost.now()).status).toBe('lost');
    const closed = await givenDispute();
    expect((await closed.stripe.disputes.close(closed.dispute.id)).status).toBe('lost');
    const refusal = { message: 'This dispute is already closed' };
    await expect(closed.stripe.disputes.close(closed.dispute.id)).rejects.toMatchObject(refusal);
    await expect(closed.answer('winning_evidence')).rejects.toMatchObject(refusal);
    const silent = await givenDispute();
    await silent.emulator.advance({ seconds: 9 * day + 60 });
    expect(await silent.now()).toMatchObject({ status: 'lost', evidence_details: { past_due: true } });
  });

  test('keeps evidence for later when told to, and takes it once', async () => {
    const { stripe, dispute, answer, now } = await givenDispute();
    const staged = await stripe.disputes.update(dispute.id, { evidence: { customer_name: 'Ada' }, submit: false });
    expect(staged).toMatchObject({ status: 'needs_response', evidence: { customer_name: 'Ada' } });
    await stripe.disputes.update(dispute.id, { metadata: { ticket: '7' } });
    expect((await now()).status).toBe('needs_response');
    await answer('She used it every day.');
    await expect(answer('And on Sundays.')).rejects.toThrow('Evidence was submitted already');
    expect(await now()).toMatchObject({
      status: 'under_review',
      evidence: { customer_name: 'Ada' },
      metadata: { ticket: '7' },
    });
  });

  test('keeps its charge from being refunded until it is won', async () => {
    const { emulator, stripe, payment_intent, answer } = await givenDispute();
    await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject({ code: 'charge_disputed' });
    await answer('winning_evidence');
    await emulator.settled();
    await expect(stripe.refunds.create({ payment_intent })).resolves.toMatchObject({ status: 'succeeded' });
  });

  test('can come twice for one charge', async () => {
    const { stripe, payment_intent } = await givenDispute('pm_card_createMultipleDisputes');
    const { data } = await stripe.disputes.list({ payment_intent });
    expect(data.map(({ amount }) => amount)).toEqual([2500, 2500]);
    expect(await fundsOf(stripe)).toBe(4825 - 5000 - 3000);
  });
});

test('a dispute knows whose payment it is about, which is no evidence yet', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com', description: 'The first one' });
  const payment_method = 'pm_card_createDispute';
  const what = { amount: 700, currency: 'usd', description: 'A lamp' };
  await stripe.paymentIntents.create({ ...what, customer, payment_method, confirm: true });
  await emulator.settled();
  const dispute = (await stripe.disputes.list()).data[0]!;
  expect(dispute.evidence).toMatchObject({
    customer_email_address: 'ada@example.com',
    customer_name: 'The first one',
    product_description: 'A lamp',
  });
  const noted = await stripe.disputes.update(dispute.id, { metadata: { ticket: '8' } });
  expect(noted.evidence_details.has_evidence).toBe(false);
});

describe('an inquiry', () => {
  test('takes no money, and comes to nothing', async () => {
    const { emulator, stripe, dispute, answer, now } = await givenDispute('pm_card_createDisputeInquiry');
    expect(dispute).toMatchObject({
      status: 'warning_needs_response',
      is_charge_refundable: true,
      payment_method_details: { card: { case_type: 'inquiry', network_reason_code: '10' } },
      balance_transactions: [],
    });
    expect(await fundsOf(stripe)).toBe(4825);
    expect((await answer('She is our customer.')).status).toBe('warning_under_review');
    await emulator.advance({ seconds: 120 * day });
    expect((await now()).status).toBe('warning_closed');
  });

  test('can become a chargeback, with a new time to answer in', async () => {
    const { emulator, stripe, answer, now, events } = await givenDispute('pm_card_createDisputeInquiry');
    await answer('escalate_inquiry_evidence');
    await emulator.settled();
    expect(await now()).toMatchObject({
      status: 'needs_response',
      is_charge_refundable: false,
      payment_method_details: { card: { case_type: 'chargeback' } },
      evidence_details: { submission_count: 0 },
    });
    expect(await fundsOf(stripe)).toBe(4825 - 6500);
    expect((await events()).slice(-2)).toEqual(['charge.dispute.updated', 'charge.dispute.funds_withdrawn']);
    await answer('winning_evidence');
    await emulator.settled();
    expect((await now()).status).toBe('won');
  });
});

describe('evidence under a network’s own program', () => {
  test('of a compliance dispute needs the fee to be acknowledged; whoever wins gets it back', async () => {
    for (const [card, program] of [
      ['pm_card_createComplianceDispute', 'visa_compliance'],
      ['pm_card_createMastercardComplianceDispute', 'mastercard_compliance'],
    ] as const) {
      const { emulator, stripe, dispute, answer, now } = await givenDispute(card);
      expect(dispute).toMatchObject({
        reason: 'noncompliant',
        enhanced_eligibility_types: [program],
        evidence_details: { enhanced_eligibility: { [program]: { status: 'requires_fee_acknowledgement' } } },
      });
      const param = `evidence[enhanced_evidence][${program}][fee_acknowledged]`;
      await expect(answer('winning_evidence')).rejects.toMatchObject({ param });
      const evidence = { enhanced_evidence: { [program]: { fee_acknowledged: true } } };
      expect(await stripe.disputes.update(dispute.id, { evidence, submit: false })).toMatchObject({
        status: 'needs_response',
        evidence,
        evidence_details: {
          enhanced_eligibility: { [program]: { status: 'fee_acknowledged' } },
          has_evidence: true,
        },
      });
      expect(await fundsOf(stripe)).toBe(4825 - 6500);
      await answer('winning_evidence');
      // The network's fee is 500.00.
      expect(await fundsOf(stripe)).toBe(4825 - 6500 - 50_000);
      await emulator.settled();
      expect(await now()).toMatchObject({ status: 'won', balance_transactions: [{ net: -6500 }, { net: 6500 }] });
      expect(await fundsOf(stripe)).toBe(4825);
    }
  });

  test('of Visa’s compelling evidence says what is missing until it qualifies', async () => {
    const { stripe, dispute } = await givenDispute('pm_card_createCe3EligibleDispute');
    const eligibility = ({ evidence_details }: Stripe.Dispute) =>
      evidence_details.enhanced_eligibility.visa_compelling_evidence_3;
    expect(eligibility(dispute)).toEqual({
      required_actions: [
        'missing_customer_identifiers',
        'missing_disputed_transaction_description',
        'missing_merchandise_or_services',
        'missing_prior_undisputed_transactions',
      ],
      status: 'requires_action',
    });
    const pay = { amount: 5000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true };
    const earlier = [await stripe.paymentIntents.create(pay), await stripe.paymentIntents.create(pay)];
    const customer = { customer_purchase_ip: '203.0.113.7', customer_account_id: 'ada' };
    const priors = earlier.map(({ latest_charge }) => ({ charge: latest_charge as string, ...customer }));
    const give = (
      visa_compelling_evidence_3: Stripe.DisputeUpdateParams.Evidence.EnhancedEvidence.VisaCompellingEvidence3,
    ) =>
      stripe.disputes.update(dispute.id, {
        evidence: { enhanced_evidence: { visa_compelling_evidence_3 } },
        submit: false,
      });
    const disputed_transaction = {
      ...customer,
      product_description: 'Boxing',
      merchandise_or_services: 'services',
    } as const;
    const staged = await give({ disputed_transaction, prior_undisputed_transactions: priors });
    expect(eligibility(staged)?.required_actions).toEqual(['missing_prior_undisputed_transaction_description']);
    const described = priors.map((prior) => ({ ...prior, product_description: 'Boxing' }));
    // The account alone does not show that it was the same person: the device must be the same too.
    const elsewhere = { ...disputed_transaction, customer_purchase_ip: '198.51.100.7' };
    const moved = await give({ disputed_transaction: elsewhere, prior_undisputed_transactions: described });
    expect(eligibility(moved)?.required_actions).toEqual(['missing_customer_identifiers']);
    const qualified = await give({ disputed_transaction });
    expect(eligibility(qualified)).toEqual({ required_actions: [], status: 'qualified' });
    expect(qualified.evidence.enhanced_evidence.visa_compelling_evidence_3).toMatchObject({
      disputed_transaction,
      prior_undisputed_transactions: described,
    });
    await expect(give({ prior_undisputed_transactions: [{ charge: 'ch_none' }] })).rejects.toMatchObject({
      code: 'resource_missing',
    });
  });

  test('is refused for a dispute of another kind', async () => {
    const { stripe, dispute } = await givenDispute();
    const evidence = { enhanced_evidence: { visa_compliance: { fee_acknowledged: true } } };
    await expect(stripe.disputes.update(dispute.id, { evidence })).rejects.toMatchObject({
      param: 'evidence[enhanced_evidence][visa_compliance]',
    });
  });
});

test('an appeal is made in its own stage, and decided like the dispute before', async () => {
  const { emulator, stripe, dispute, now } = await givenDispute();
  const appeal = { card: { reason_for_filing: 'winning_evidence' } };
  const file = () => stripe.disputes.update(dispute.id, { evidence: { appeal } });
  await expect(file()).rejects.toMatchObject({ param: 'evidence[appeal]' });
  // No test card of Stripe's leads here; the state is made by hand.
  await emulator.transact((tx) => void tx.update('dispute', dispute.id, { status: 'appeal_needs_response' }));
  const other = stripe.disputes.update(dispute.id, { evidence: { product_description: 'Boxing' } });
  await expect(other).rejects.toMatchObject({ param: 'evidence[product_description]' });
  const supporting_files = ['file_none'];
  const unfounded = stripe.disputes.update(dispute.id, { evidence: { appeal: { card: { supporting_files } } } });
  await expect(unfounded).rejects.toMatchObject({ param: 'evidence[appeal][card][supporting_files][0]' });
  expect(await file()).toMatchObject({ status: 'appeal_under_review', evidence: { appeal } });
  await emulator.settled();
  expect(await now()).toMatchObject({ status: 'won' });
});
