import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { pageCount } from '../files/page-count.ts';

/** Evidence that names a file by its id; the rest is text. */
const fileFields = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const;

type FileField = (typeof fileFields)[number];

/** What banks read at most: pages by network, and bytes of all files together. */
const pageLimits: Readonly<Record<string, number>> = { mastercard: 19 };
const usualPageLimit = 50;
const bytesLimit = 4.5 * 1024 * 1024;
const charactersOfPage = 3000;

type FilesGiven = Partial<Record<FileField, string | Stripe.File | null>>;
type AppealGiven = Stripe.DisputeUpdateParams.Evidence['appeal'] | null;

/** The parameter that names a file, and the file. */
interface FilePlace {
  param: string;
  file: string;
}

/** Every file that evidence names, those of its appeal too. */
export function filePlaces(evidence: FilesGiven & { appeal?: AppealGiven }): FilePlace[] {
  const own = fileFields.flatMap((field) => {
    const file = evidence[field];
    return file ? [{ param: `evidence[${field}]`, file: idOf(file) }] : [];
  });
  return [...own, ...appealPlaces(evidence.appeal)];
}

function appealPlaces(appeal: AppealGiven | undefined): FilePlace[] {
  const files = (appeal && appeal.card && appeal.card.supporting_files) || [];
  return files.map((file, index) => ({ param: `evidence[appeal][card][supporting_files][${index}]`, file }));
}

interface GivenFile extends FilePlace {
  dispute: string;
  /** The dispute's evidence with this file in it. */
  evidence: Stripe.Dispute.Evidence;
}

/** @throws StripeError for a file that is not there, is for something else, or serves as evidence elsewhere already. */
export function checkEvidenceFile(tx: Tx, given: GivenFile): void {
  const { param } = given;
  const file = tx.get('file', given.file, { param });
  if (file.purpose !== 'dispute_evidence') {
    const message = `The file ${file.id} has the purpose '${file.purpose}'. Evidence takes files with the purpose 'dispute_evidence'.`;
    throw invalidRequest({ message, param });
  }
  if (file.expires_at !== null && tx.now() >= file.expires_at)
    throw invalidRequest({ message: `The file ${file.id} has expired.`, param });
  if (!isUsedElsewhere(tx, given)) return;
  throw invalidRequest({
    message: `The file ${file.id} has already been used. Upload it again to use it here.`,
    param,
  });
}

function isUsedElsewhere(tx: Tx, { dispute, evidence, file }: GivenFile): boolean {
  const uses = (of: Stripe.Dispute.Evidence): number => filePlaces(of).filter((place) => place.file === file).length;
  return uses(evidence) > 1 || tx.list('dispute').some((other) => other.id !== dispute && uses(other.evidence) > 0);
}

/**
 * Checks evidence as a whole, and an appeal by itself: what the files weigh, and how many pages it makes.
 *
 * @throws StripeError `dispute_evidence_page_limit_exceeded`
 * @see https://docs.stripe.com/changelog/endive/2026-09-30/page-limit-validation-dispute-evidence
 */
export function checkEvidenceSize(tx: Tx, dispute: Stripe.Dispute, evidence: Stripe.Dispute.Evidence): void {
  const { appeal = null, ...answer } = evidence;
  weigh(tx, dispute, { places: filePlaces(answer), characters: textLength(answer), param: 'evidence' });
  const reason = appeal?.card?.reason_for_filing ?? '';
  weigh(tx, dispute, { places: appealPlaces(appeal), characters: reason.length, param: 'evidence[appeal]' });
}

function weigh(
  tx: Tx,
  dispute: Stripe.Dispute,
  { places, characters, param }: { places: FilePlace[]; characters: number; param: string },
): void {
  const files = places.flatMap(({ file }) => tx.find('file', file) ?? []);
  if (files.reduce((sum, { size }) => sum + size, 0) > bytesLimit) {
    const message =
      "The files you've attached to this dispute as evidence will exceed the limit for a dispute's total size. " +
      'Try using smaller files as evidence.';
    throw invalidRequest({ message, param });
  }
  const limit = pageLimits[dispute.payment_method_details?.card?.network ?? ''] ?? usualPageLimit;
  const filePages = files.reduce((sum, file) => sum + pageCount(tx, file), 0);
  const pages = filePages + Math.ceil(characters / charactersOfPage);
  if (pages <= limit) return;
  throw invalidRequest({
    code: 'dispute_evidence_page_limit_exceeded',
    message: `The evidence comes to about ${pages} pages; the card network reads at most ${limit}.`,
    param,
  });
}

/** Characters of all texts together. */
export function textLength(evidence: Omit<Stripe.Dispute.Evidence, 'appeal'>): number {
  const isFile = (field: string): boolean => fileFields.some((each) => each === field);
  return Object.entries(evidence).reduce(
    (sum, [field, value]) => sum + (typeof value === 'string' && !isFile(field) ? value.length : 0),
    0,
  );
}
