/** An answer that is a file and no JSON. */
export class BinaryAnswer {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** What a browser calls it when it is saved. */
  readonly filename: string;

  constructor({ type, bytes, filename }: { type: string; bytes: Uint8Array; filename: string }) {
    this.type = type;
    this.bytes = bytes;
    this.filename = filename;
  }
}
