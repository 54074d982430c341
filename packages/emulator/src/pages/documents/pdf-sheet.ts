import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';
import { pdfFont, runsOf } from './pdf-fonts.ts';
import type { FontName, Run } from './pdf-fonts.ts';

export interface TextStyle {
  size: number;
  font?: 'regular' | 'bold';
  color?: string;
}

export interface Place {
  x: number;
  width: number;
  align?: 'left' | 'right';
}

const sizes = { a4: [595.28, 841.89], letter: [612, 792] } as const;
const margin = 48;
const footerHeight = 36;

/** The pages of one document: where writing has come to, and how wide a text is. */
export class PdfSheet {
  readonly left = margin;
  readonly right: number;
  /** The lowest line that may be written on. */
  readonly bottom: number;
  y = margin;
  /** Called for each page that follows the first. */
  onNewPage: () => void = () => undefined;
  readonly #pdf: PDFKit.PDFDocument;
  readonly #fonts = new Set<FontName>();

  constructor({
    paper,
    title,
    author,
    created,
  }: {
    paper: 'a4' | 'letter';
    title: string;
    author: string;
    created: number;
  }) {
    const [width, height] = sizes[paper];
    this.right = width - margin;
    this.bottom = height - margin - footerHeight;
    // Loaded only now: most emulators never print.
    const Pdf = createRequire(import.meta.url)('pdfkit') as typeof PDFDocument;
    this.#pdf = new Pdf({
      size: [width, height],
      margin: 0,
      bufferPages: true,
      lang: 'en-US',
      displayTitle: true,
      info: {
        Title: title,
        Author: author,
        Creator: author,
        Producer: 'PDFKit',
        CreationDate: new Date(created * 1000),
      },
    });
  }

  get width(): number {
    return this.right - this.left;
  }

  widthOf(text: string, style: TextStyle): number {
    return runsOf(text, style.font ?? 'regular').reduce((sum, run) => sum + this.#widthOfRun(run, style), 0);
  }

  /** Writes one line of text; what does not fit runs over the edge, so wrap it before. */
  line(text: string, style: TextStyle, { x, width, align = 'left' }: Place, y = this.y): void {
    let at = align === 'right' ? x + width - this.widthOf(text, style) : x;
    for (const run of runsOf(text, style.font ?? 'regular')) {
      this.#use(run.font)
        .fontSize(style.size)
        .fillColor(style.color ?? '#1a1b25');
      // All fonts of a line stand on one base line.
      this.#pdf.text(run.text, at, y + style.size, { lineBreak: false, baseline: 'alphabetic' });
      at += this.#pdf.widthOfString(run.text);
    }
  }

  rule(y: number, color: string, weight = 0.5): void {
    this.#pdf.moveTo(this.left, y).lineTo(this.right, y).lineWidth(weight).strokeColor(color).stroke();
  }

  link(url: string, { x, width }: Place, y: number, height: number): void {
    this.#pdf.link(x, y, width, height, url);
  }

  /** Goes on to the next page when there is no room for this much. */
  ensure(height: number): void {
    if (this.y + height <= this.bottom) return;
    this.#pdf.addPage();
    this.y = margin;
    this.onNewPage();
  }

  /** The finished file, with a foot on each page. */
  finish(footOf: (page: number, pages: number) => { left: string; right: string }): Uint8Array {
    const { start, count } = this.#pdf.bufferedPageRange();
    const style: TextStyle = { size: 8, color: '#6a7383' };
    for (let page = 0; page < count; page += 1) {
      this.#pdf.switchToPage(start + page);
      const { left, right } = footOf(page + 1, count);
      this.rule(this.bottom + 14, '#e3e8ee');
      this.line(left, style, { x: this.left, width: this.width }, this.bottom + 22);
      this.line(right, style, { x: this.left, width: this.width, align: 'right' }, this.bottom + 22);
    }
    this.#pdf.end();
    const chunks: Buffer[] = [];
    for (let chunk = this.#pdf.read(); chunk !== null; chunk = this.#pdf.read()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  #widthOfRun(run: Run, { size }: TextStyle): number {
    return this.#use(run.font).fontSize(size).widthOfString(run.text);
  }

  #use(font: FontName): PDFKit.PDFDocument {
    // PDFKit takes a font that is open already, which its types leave out.
    if (!this.#fonts.has(font)) this.#pdf.registerFont(font, pdfFont(font) as unknown as Buffer);
    this.#fonts.add(font);
    return this.#pdf.font(font);
  }
}
