import type { Fact, PaperDocument, PaperTable, Party, Total } from './paper.ts';
import { drawLines } from './pdf-lines.ts';
import { PdfSheet } from './pdf-sheet.ts';
import type { TextStyle } from './pdf-sheet.ts';
import { wrapText } from './wrap-text.ts';

const muted = '#596171';
const small: TextStyle = { size: 9 };
const strong: TextStyle = { size: 9, font: 'bold' };
const leading = 1.4;
const gap = 22;

/**
 * Prints a document. The same document gives the same bytes.
 *
 * @returns A PDF file.
 */
export function documentPdf(document: PaperDocument): Uint8Array {
  const { title, number, created, paper, sender } = document;
  const name = number ? `${title} ${number}` : title;
  const sheet = new PdfSheet({ paper, title: name, author: sender, created });
  drawHead(sheet, document);
  drawParties(sheet, document.parties);
  drawHeadline(sheet, document);
  if (document.memo) drawText(sheet, document.memo);
  drawLines(sheet, document.lines);
  drawTotals(sheet, document.totals);
  for (const table of document.tables) drawTable(sheet, table);
  if (document.footer) drawText(sheet, document.footer, { ...small, color: muted });
  return sheet.finish((page, pages) => ({
    left: `${name} · ${sender} · Sandbox: no real money moves`,
    right: `Page ${page} of ${pages}`,
  }));
}

function drawHead(sheet: PdfSheet, { title, sender, facts, number }: PaperDocument): void {
  const half = sheet.width / 2;
  const name: TextStyle = { size: 14, font: 'bold', color: muted };
  const top = sheet.y;
  const names = wrapText(sheet, sender, { style: name, width: half - gap }).slice(0, 3);
  for (const [index, line] of names.entries())
    sheet.line(
      line,
      name,
      { x: sheet.left + half, width: half, align: 'right' },
      top + 4 + index * name.size * leading,
    );
  sheet.line(title, { size: 22, font: 'bold' }, { x: sheet.left, width: half });
  sheet.y = top + Math.max(38, 10 + names.length * name.size * leading);
  const numbered = number ? [{ name: `${title} number`, value: number }] : [];
  drawFacts(sheet, [...numbered, ...facts]);
  sheet.y += gap - 4;
}

function drawFacts(sheet: PdfSheet, facts: readonly Fact[]): void {
  if (facts.length === 0) return;
  const nameWidth = Math.min(180, Math.max(...facts.map(({ name }) => sheet.widthOf(name, strong))) + 16);
  const x = sheet.left + nameWidth;
  for (const { name, value } of facts) {
    const names = wrapText(sheet, name, { style: strong, width: nameWidth - 16 });
    const values = wrapText(sheet, value, { style: small, width: sheet.right - x });
    drawColumns(sheet, [
      { lines: names, style: strong, x: sheet.left },
      { lines: values, style: small, x },
    ]);
  }
}

function drawParties(sheet: PdfSheet, parties: readonly Party[]): void {
  const width = sheet.width / Math.max(2, parties.length);
  const columns = parties.map(({ title, lines }, index) => {
    const wrapped = lines.flatMap((line, at) =>
      wrapText(sheet, line, { style: at === 0 && title === null ? strong : small, width: width - 16 }).map((text) => ({
        text,
        style: at === 0 && title === null ? strong : small,
      })),
    );
    const heading = title === null ? [] : [{ text: title, style: strong }];
    return { x: sheet.left + index * width, lines: [...heading, ...wrapped] };
  });
  const height = Math.max(0, ...columns.map(({ lines }) => lines.length));
  for (let row = 0; row < height; row += 1) {
    sheet.ensure(small.size * leading);
    for (const { x, lines } of columns) {
      const line = lines[row];
      if (line) sheet.line(line.text, line.style, { x, width });
    }
    sheet.y += small.size * leading;
  }
  sheet.y += gap;
}

/** Texts side by side, each in its own column. */
function drawColumns(
  sheet: PdfSheet,
  columns: readonly { lines: readonly string[]; style: TextStyle; x: number }[],
): void {
  const rows = Math.max(...columns.map(({ lines }) => lines.length));
  for (let row = 0; row < rows; row += 1) {
    sheet.ensure(small.size * leading);
    for (const { lines, style, x } of columns) sheet.line(lines[row] ?? '', style, { x, width: sheet.right - x });
    sheet.y += small.size * leading;
  }
}

function drawHeadline(sheet: PdfSheet, { headline, link }: PaperDocument): void {
  const style: TextStyle = { size: 15, font: 'bold' };
  if (headline) drawText(sheet, headline, style, link ? 4 : gap - 8);
  if (!link) return;
  const blue: TextStyle = { ...strong, color: '#0055de' };
  const width = sheet.widthOf(link.label, blue);
  sheet.line(link.label, blue, { x: sheet.left, width });
  sheet.link(link.url, { x: sheet.left, width }, sheet.y, blue.size * leading);
  sheet.y += blue.size * leading + gap - 8;
}

function drawText(sheet: PdfSheet, text: string, style: TextStyle = small, after = gap - 8): void {
  for (const line of wrapText(sheet, text, { style, width: sheet.width })) {
    sheet.ensure(style.size * leading);
    sheet.line(line, style, { x: sheet.left, width: sheet.width });
    sheet.y += style.size * leading;
  }
  sheet.y += after;
}

function drawTotals(sheet: PdfSheet, totals: readonly Total[]): void {
  const x = sheet.left + sheet.width / 2;
  const width = sheet.width / 2;
  sheet.ensure(Math.min(totals.length, 8) * 17);
  for (const { name, amount, isStrong } of totals) {
    const style = isStrong ? strong : small;
    const names = wrapText(sheet, name, { style, width: width - sheet.widthOf(amount, style) - 12 });
    sheet.ensure(names.length * style.size * leading + 4);
    sheet.line(amount, style, { x, width, align: 'right' });
    for (const line of names) {
      sheet.line(line, style, { x, width });
      sheet.y += style.size * leading;
    }
    sheet.y += 4;
  }
  sheet.y += gap - 6;
}

function drawTable(sheet: PdfSheet, { title, columns, rows }: PaperTable): void {
  const width = sheet.width / columns.length;
  sheet.ensure(70);
  sheet.line(title, { size: 12, font: 'bold' }, { x: sheet.left, width: sheet.width });
  sheet.y += 24;
  const draw = (texts: readonly string[], style: TextStyle): void => {
    const wrapped = texts.map((text) => wrapText(sheet, text, { style, width: width - 12 }));
    drawColumns(
      sheet,
      wrapped.map((lines, index) => ({ lines, style, x: sheet.left + index * width })),
    );
  };
  draw(columns, { size: 8, color: muted });
  sheet.rule(sheet.y + 2, '#1a1b25');
  sheet.y += 8;
  for (const row of rows) {
    draw(row, small);
    sheet.y += 4;
  }
  sheet.y += gap;
}
