import { invalidRequest } from './errors.ts';
import { isHash } from './fields.ts';
import { parseForm } from './form.ts';
import type { MultipartForm } from './multipart.ts';
import { isV2 } from './namespace.ts';
import type { Encoding } from './params.ts';
import { secondsOfIso } from './v2-times.ts';

export interface SentParams {
  params: Record<string, unknown>;
  encoding: Encoding;
  /** What was sent, to tell requests apart by. */
  text: string;
}

/** Reads what a request sent: a form in v1, JSON in v2, a query where there is no body. */
export function sentParams(raw: {
  method: string;
  url: string;
  body: string;
  multipart?: MultipartForm | undefined;
  contentType: string | undefined;
}): SentParams {
  const query = raw.url.indexOf('?');
  const queryText = query < 0 ? '' : raw.url.slice(query + 1);
  if (raw.method === 'GET' || raw.body === '') {
    const params = parseForm(queryText);
    return { params: isV2(raw.url) ? v2Query(params) : params, encoding: 'form', text: queryText };
  }
  if (isV2(raw.url)) return { params: parseJson(raw.body), encoding: 'json', text: raw.body };
  if (raw.multipart) {
    const params: Record<string, unknown> = parseForm(joined(queryText, raw.multipart.fields));
    for (const [name, file] of raw.multipart.files) params[name] = file;
    return { params, encoding: 'form', text: joined(queryText, raw.body) };
  }
  if (raw.contentType !== undefined && !raw.contentType.startsWith('application/x-www-form-urlencoded')) {
    throw invalidRequest({
      message:
        `Invalid request (check that your POST content type is application/x-www-form-urlencoded). The content type of this one is ${raw.contentType.slice(0, 60)}. ` +
        'If you have questions, we can help at https://support.stripe.com/.',
    });
  }
  const text = joined(queryText, raw.body);
  return { params: parseForm(text), encoding: 'form', text };
}

function joined(query: string, body: string): string {
  return query === '' ? body : `${query}&${body}`;
}

/** In a query of v2, a list of one may stand without brackets, and a range of times is written as times. */
function v2Query(params: Record<string, unknown>): Record<string, unknown> {
  const read: Record<string, unknown> = { ...params };
  for (const name of ['include', 'types']) if (typeof read[name] === 'string') read[name] = [read[name]];
  const { created } = read;
  if (isHash(created)) {
    const bounds = Object.entries(created).map(([bound, value]) => {
      const isIso = typeof value === 'string' && value.includes('T');
      return [bound, isIso ? String(secondsOfIso(value, `created[${bound}]`)) : value];
    });
    read['created'] = Object.fromEntries(bounds);
  }
  return read;
}

function parseJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidRequest({ message: 'Invalid request: the body is not valid JSON.' });
  }
  if (isHash(value)) return value;
  throw invalidRequest({ message: 'Invalid request: the body must be a JSON object.' });
}
