import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { FileType } from './file-type.ts';

/** What Stripe asks of a file, by what it is for. */
export interface PurposeRules {
  types: readonly FileType[];
  maximumBytes: number;
  /** How long the file is kept; null for ever. */
  keptSeconds: number | null;
  /** Whether its bytes can be read again, and shown by a link. */
  isDownloadable: boolean;
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
const day = 86_400;

const papers: readonly FileType[] = ['pdf', 'jpg', 'png'];
const pictures: readonly FileType[] = ['jpg', 'png', 'gif'];

/** https://docs.stripe.com/file-upload#uploading-a-file */
const rulesOf: Readonly<Record<string, PurposeRules>> = {
  account_requirement: { types: papers, maximumBytes: 64 * megabyte, keptSeconds: null, isDownloadable: false },
  additional_verification: { types: papers, maximumBytes: 16 * megabyte, keptSeconds: null, isDownloadable: false },
  business_icon: { types: pictures, maximumBytes: 512 * kilobyte, keptSeconds: null, isDownloadable: true },
  business_logo: { types: pictures, maximumBytes: 512 * kilobyte, keptSeconds: null, isDownloadable: true },
  customer_signature: {
    types: ['jpg', 'png', 'svg'],
    maximumBytes: 4 * megabyte,
    keptSeconds: 7 * day,
    isDownloadable: true,
  },
  dispute_evidence: { types: papers, maximumBytes: 5 * megabyte, keptSeconds: 270 * day, isDownloadable: true },
  identity_document: { types: papers, maximumBytes: 32 * megabyte, keptSeconds: null, isDownloadable: false },
  issuing_regulatory_reporting: {
    types: ['json'],
    maximumBytes: 256 * kilobyte,
    keptSeconds: 2 * 365 * day,
    isDownloadable: true,
  },
  pci_document: { types: ['pdf'], maximumBytes: 16 * megabyte, keptSeconds: null, isDownloadable: true },
  platform_terms_of_service: {
    types: ['pdf', 'txt', 'md'],
    maximumBytes: 64 * megabyte,
    keptSeconds: null,
    isDownloadable: false,
  },
  tax_document_user_upload: {
    types: ['pdf', 'csv', 'jpg', 'png', 'xlsx', 'docx'],
    maximumBytes: 16 * megabyte,
    keptSeconds: null,
    isDownloadable: true,
  },
};

/** @throws StripeError for the purposes of card readers, which are not emulated. */
export function purposeRules(purpose: Stripe.File.Purpose): PurposeRules {
  const rules = rulesOf[purpose];
  if (rules) return rules;
  const message = `This emulator does not cover files of the purpose ${purpose}.`;
  throw invalidRequest({ message, param: 'purpose' });
}

/** @throws StripeError when nobody may be shown the file by a link. */
export function checkLinkable(purpose: Stripe.File.Purpose, param: string): void {
  if (rulesOf[purpose]?.isDownloadable) return;
  throw invalidRequest({ message: `You cannot create a file link for a file with the purpose '${purpose}'.`, param });
}
