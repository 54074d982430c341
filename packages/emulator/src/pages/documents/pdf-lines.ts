import type { PaperLine } from './paper.ts';
import type { PdfSheet, Place, TextStyle } from './pdf-sheet.ts';
import { wrapText } from './wrap-text.ts';

const heading: TextStyle = { size: 8, color: '#596171' };
const text: TextStyle = { size: 9 };
const detail: TextStyle = { size: 8, color: '#596171' };
const leading = 1.4;
const padding = 6;

interface Columns {
  description: Place;
  quantity: Place;
  unitAmount: Place;
  tax: Place | null;
  amount: Place;
}

/** What the document is about, line by line; the column heads stand on every page. */
export function drawLines(sheet: PdfSheet, lines: readonly PaperLine[]): void {
  if (lines.length === 0) return;
  const columns = columnsOf(sheet, lines);
  sheet.ensure(60);
  drawHeading(sheet, columns);
  sheet.onNewPage = () => drawHeading(sheet, columns);
  for (const line of lines) drawLine(sheet, line, columns);
  sheet.onNewPage = () => undefined;
  sheet.rule(sheet.y, '#d5dbe1');
  sheet.y += 12;
}

function columnsOf(sheet: PdfSheet, lines: readonly PaperLine[]): Columns {
  const widest = (field: 'quantity' | 'unitAmount' | 'tax' | 'amount', name: string): number =>
    Math.max(sheet.widthOf(name, heading), ...lines.map((line) => sheet.widthOf(line[field], text))) + 16;
  let x = sheet.right;
  const column = (width: number): Place => {
    x -= width;
    return { x, width, align: 'right' };
  };
  const amount = column(widest('amount', 'Amount'));
  const tax = lines.some((line) => line.tax) ? column(widest('tax', 'Tax')) : null;
  const unitAmount = column(widest('unitAmount', 'Unit price'));
  const quantity = column(widest('quantity', 'Qty'));
  return { description: { x: sheet.left, width: x - sheet.left }, quantity, unitAmount, tax, amount };
}

function drawHeading(sheet: PdfSheet, { description, quantity, unitAmount, tax, amount }: Columns): void {
  sheet.line('Description', heading, description);
  sheet.line('Qty', heading, quantity);
  sheet.line('Unit price', heading, unitAmount);
  if (tax) sheet.line('Tax', heading, tax);
  sheet.line('Amount', heading, amount);
  sheet.y += 16;
  sheet.rule(sheet.y, '#1a1b25');
  sheet.y += padding;
}

function drawLine(sheet: PdfSheet, line: PaperLine, columns: Columns): void {
  const { x, width } = columns.description;
  const rows = [
    ...wrapText(sheet, line.description, { style: text, width }).map((row) => ({ row, style: text })),
    ...line.details.flatMap((each) =>
      wrapText(sheet, each, { style: detail, width }).map((row) => ({ row, style: detail })),
    ),
  ];
  const height = rows.reduce((sum, { style }) => sum + style.size * leading, 0) + padding;
  // A line stays whole where it can; one longer than a page goes over the edge row by row.
  sheet.ensure(height > 300 ? 40 : height);
  sheet.line(line.quantity, text, columns.quantity);
  sheet.line(line.unitAmount, text, columns.unitAmount);
  if (columns.tax) sheet.line(line.tax, text, columns.tax);
  sheet.line(line.amount, text, columns.amount);
  for (const { row, style } of rows) {
    sheet.ensure(style.size * leading);
    sheet.line(row, style, { x, width });
    sheet.y += style.size * leading;
  }
  sheet.y += padding;
}
