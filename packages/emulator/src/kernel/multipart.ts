import { hash } from 'node:crypto';
import { Busboy } from '@fastify/busboy';
import { invalidRequest } from './errors.ts';

/** A file as it was sent, in the shape that the `stripe` package takes files in. */
export class UploadedFile {
  readonly name: string;
  /** The media type that the sender claims. */
  readonly type: string;
  readonly data: Buffer;

  constructor({ name, type, data }: { name: string; type: string; data: Buffer }) {
    this.name = name;
    this.type = type;
    this.data = data;
  }
}

/** A multipart body: its texts as an ordinary form, its files by the name of their field. */
export class MultipartForm {
  readonly fields: string;
  readonly files: ReadonlyMap<string, UploadedFile>;
  /** All of it as a form with a digest in place of each file: the same for the same content, whatever the boundary was. */
  readonly summary: string;

  constructor(fields: readonly string[], files: ReadonlyMap<string, UploadedFile>) {
    this.fields = fields.join('&');
    this.files = files;
    const digests = [...files].map(([field, { name, data }]) =>
      pairOf(field, `${name} (${data.length} bytes, ${hash('sha1', data)})`),
    );
    this.summary = [...fields, ...digests].join('&');
  }
}

/** More than any file that Stripe takes, with what is around it. */
export const multipartLimit = 66 * 1024 * 1024;

const limits = { fieldNameSize: 1000, fieldSize: 1024 * 1024, fields: 20_000, files: 10, headerPairs: 100 };

/**
 * Reads a multipart body.
 *
 * @throws StripeError when it is broken or cut off, has no boundary, or has too many or too large parts.
 * @see https://docs.stripe.com/file-upload
 */
export async function readMultipart(body: Buffer, contentType: string): Promise<MultipartForm> {
  const { promise, resolve, reject } = Promise.withResolvers<MultipartForm>();
  const refuse = (reason: string): void =>
    reject(invalidRequest({ message: `Invalid multipart/form-data request: ${reason}.` }));
  const fields: string[] = [];
  const files = new Map<string, UploadedFile>();
  try {
    const parser = new Busboy({ headers: { 'content-type': contentType }, limits });
    parser.on('field', (name, value, isNameCut, isValueCut) => {
      if (isNameCut || isValueCut) refuse('a field is too long');
      else if (name) fields.push(pairOf(name, value));
    });
    parser.on('file', (field, stream, name, _encoding, type) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', (error: Error) => refuse(reasonOf(error)));
      stream.on('end', () => files.set(field, new UploadedFile({ name, type, data: Buffer.concat(chunks) })));
    });
    for (const limit of ['fieldsLimit', 'filesLimit'] as const) parser.on(limit, () => refuse('it has too many parts'));
    parser.on('error', (error) => refuse(reasonOf(error)));
    parser.on('finish', () => resolve(new MultipartForm(fields, files)));
    parser.end(body);
  } catch (error) {
    refuse(reasonOf(error));
  }
  return promise;
}

function pairOf(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^Multipart: /, '').replace(/\.$/, '');
}
