/** One line of the request log, for people who look at what their program asked. */
export interface LoggedRequest {
  id: string;
  at: Date;
  method: string;
  path: string;
  /** The parameters as sent, without card numbers and secrets. */
  params: string;
  status: number;
  ms: number;
  idempotency_key: string | null;
  is_replayed: boolean;
  error: string | null;
}

const longestParams = 4000;

/** The last requests, in memory only. */
export class RequestLog {
  readonly #size: number;
  readonly #lines: LoggedRequest[] = [];
  #next = 0;

  constructor(size = 1000) {
    this.#size = size;
  }

  add(line: LoggedRequest): void {
    this.#lines[this.#next] = line;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** Newest first; parameters are cleaned when they are looked at, and again never leave this place as they came. */
  latest(): LoggedRequest[] {
    const older = this.#lines.slice(this.#next);
    const newer = this.#lines.slice(0, this.#next);
    return [...older, ...newer].reverse();
  }

  clear(): void {
    this.#lines.length = 0;
    this.#next = 0;
  }
}

const telling = /number|cvc|iban|secret|token|key|password|card|exp_/i;

/** Parameters as text for the log: values of telling names and runs of digits that could be a card's number are gone. */
export function loggedParams(text: string): string {
  const short = text.length > longestParams ? `${text.slice(0, longestParams)}…` : text;
  if (!telling.test(short) && !/\d(?:(?:[ +-]|%20|%2B)*\d){11}/.test(short)) return short;
  return short
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      const isTelling = /(?:number|cvc|iban|secret|token|api_key|password|exp_month|exp_year)\]?$/i.test(
        name.replaceAll('%5D', ']'),
      );
      return isTelling ? `${name}=…` : `${name}=${value.join('=')}`;
    })
    .join('&')
    .replace(/\d(?:(?:[ +-]|%20|%2B)*\d){11,18}/g, '…');
}
