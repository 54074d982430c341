import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { pdfOf, upload } from '../../testing/sample-files.ts';

async function givenDispute() {
  const { emulator, stripe } = await givenEmulator();
  const payment = { amount: 5000, currency: 'usd', payment_method: 'pm_card_createDispute', confirm: true } as const;
  await stripe.paymentIntents.create(payment);
  await emulator.settled();
  const [dispute] = (await stripe.disputes.list()).data;
  if (!dispute) throw new Error('Nobody disputed the charge.');
  return { emulator, stripe, dispute };
}

describe('evidence', () => {
  test('takes files that were uploaded for it, each once', async () => {
    const { emulator, stripe, dispute } = await givenDispute();
    const stage = (evidence: Stripe.DisputeUpdateParams.Evidence) =>
      stripe.disputes.update(dispute.id, { evidence, submit: false });
    await expect(stage({ receipt: 'file_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'evidence[receipt]',
    });
    const logo = await upload(stripe, { purpose: 'business_logo' });
    await expect(stage({ receipt: logo.id })).rejects.toMatchObject({
      param: 'evidence[receipt]',
      message: expect.stringContaining("has the purpose 'business_logo'"),
    });
    const receipt = await upload(stripe);
    expect((await stage({ receipt: receipt.id })).evidence.receipt).toBe(receipt.id);
    // The same again changes nothing; in another place, or for another dispute, it is a second use.
    await stage({ receipt: receipt.id });
    await expect(stage({ uncategorized_file: receipt.id })).rejects.toThrow('has already been used');
    await stripe.paymentIntents.create({
      amount: 900,
      currency: 'usd',
      payment_method: 'pm_card_createDispute',
      confirm: true,
    });
    await emulator.settled();
    const [other] = (await stripe.disputes.list()).data;
    await expect(stripe.disputes.update(other?.id ?? '', { evidence: { receipt: receipt.id } })).rejects.toMatchObject({
      param: 'evidence[receipt]',
    });
  });

  test('takes as many pages as the network reads, and as many bytes', async () => {
    const { stripe, dispute } = await givenDispute();
    const stage = (evidence: Stripe.DisputeUpdateParams.Evidence) =>
      stripe.disputes.update(dispute.id, { evidence, submit: false });
    const paper = (options: { pages?: number; bytes?: number; isPacked?: boolean }) =>
      upload(stripe, { data: pdfOf(options), name: 'evidence.pdf' }).then(({ id }) => id);
    // 30 pages, 18 packed ones, a picture and 3,000 characters make the 50 that Visa takes; one character more is page 51.
    const files = {
      receipt: await paper({ pages: 30 }),
      refund_policy: await paper({ pages: 18, isPacked: true }),
      uncategorized_file: (await upload(stripe)).id,
    };
    await stage({ ...files, uncategorized_text: 'x'.repeat(3000) });
    await expect(stage({ uncategorized_text: 'x'.repeat(3001) })).rejects.toMatchObject({
      statusCode: 400,
      code: 'dispute_evidence_page_limit_exceeded',
    });
    await expect(stage({ receipt: await paper({ bytes: 4.6 * 1024 * 1024 }) })).rejects.toThrow("dispute's total size");
  });

  test('of an appeal takes files by the same rules', async () => {
    const { emulator, stripe, dispute } = await givenDispute();
    const receipt = await upload(stripe);
    await stripe.disputes.update(dispute.id, { evidence: { receipt: receipt.id }, submit: false });
    await emulator.transact((tx) => void tx.update('dispute', dispute.id, { status: 'appeal_needs_response' }));
    const stage = (...supporting_files: string[]) =>
      stripe.disputes.update(dispute.id, { evidence: { appeal: { card: { supporting_files } } }, submit: false });
    const at = (index: number) => `evidence[appeal][card][supporting_files][${index}]`;
    const logo = await upload(stripe, { purpose: 'business_logo' });
    const letter = await upload(stripe, { data: pdfOf({ pages: 30 }), name: 'letter.pdf' });
    await expect(stage(letter.id, logo.id)).rejects.toMatchObject({ param: at(1) });
    await expect(stage(letter.id, receipt.id)).rejects.toMatchObject({
      param: at(1),
      message: expect.stringContaining('has already been used'),
    });
    await expect(stage(letter.id, letter.id)).rejects.toMatchObject({ param: at(0) });
    const kept = await stage(letter.id);
    expect(kept.evidence.appeal?.card?.supporting_files).toEqual([letter.id]);
    // 30 pages and 21 more are one too many for Visa.
    const more = await upload(stripe, { data: pdfOf({ pages: 21 }), name: 'more.pdf' });
    await expect(stage(letter.id, more.id)).rejects.toMatchObject({
      code: 'dispute_evidence_page_limit_exceeded',
      param: 'evidence[appeal]',
    });
    // What was written for the answer does not count here: the letter alone is read.
    await expect(stage(letter.id)).resolves.toMatchObject({ status: 'appeal_needs_response' });
    const heavy = await upload(stripe, { data: pdfOf({ bytes: 4.6 * 1024 * 1024 }), name: 'heavy.pdf' });
    await expect(stage(heavy.id)).rejects.toThrow("dispute's total size");
  });

  test('takes not more text than banks read', async () => {
    const { stripe, dispute } = await givenDispute();
    const refused = (evidence: Stripe.DisputeUpdateParams.Evidence) => stripe.disputes.update(dispute.id, { evidence });
    await expect(refused({ uncategorized_text: 'x'.repeat(20_001) })).rejects.toThrow('at most 20000 characters');
    const long = 'x'.repeat(20_000);
    const texts = ['access_activity_log', 'cancellation_rebuttal', 'product_description', 'refund_policy_disclosure'];
    const more = ['refund_refusal_explanation', 'uncategorized_text', 'duplicate_charge_explanation'];
    const evidence = Object.fromEntries(
      [...texts, ...more, 'cancellation_policy_disclosure'].map((name) => [name, long]),
    );
    await expect(refused(evidence)).rejects.toThrow('at most 150000 are allowed');
  });
});
