import { SettingsError } from '@purser/billing';
import { CatalogError } from '@purser/billing/catalog';

/** Something that the person at the keyboard can mend; its message says how, and no stack is shown. */
export class Complaint extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Complaint';
  }
}

/** What is printed when a command fails: a sentence for what can be mended; a mistake of ours says where to look. */
export function complaintOf(error: unknown, { isVerbose = false } = {}): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Complaint || error instanceof SettingsError || error instanceof CatalogError)
    return error.message;
  if (isVerbose) return error.stack ?? error.message;
  const isMistake = [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind);
  return isMistake ? `Something in Purser is wrong: ${error.message}\nLOG_LEVEL=debug shows where.` : error.message;
}

/** Turns "address in use" into a sentence that names the setting. */
export function portComplaint<Failure>(
  error: Failure,
  { port, setting }: { port: number; setting: string },
): Failure | Complaint {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EADDRINUSE') {
    return new Complaint(`Port ${port} is taken by another program. Stop it, or set ${setting} to another port.`);
  }
  if (error.code === 'EACCES') {
    return new Complaint(`Port ${port} may not be used by you. Set ${setting} to one above 1023.`);
  }
  return error;
}
