import type { PdfSheet, TextStyle } from './pdf-sheet.ts';

/** Scripts that are written without spaces break between any two signs. */
const breaksAnywhere =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])|(?=[\p{Script=Han}])/u;

/** Breaks a text into lines that fit, between words where that is possible. */
export function wrapText(
  sheet: PdfSheet,
  text: string,
  { style, width }: { style: TextStyle; width: number },
): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((paragraph) => wrapParagraph(sheet, paragraph, { style, width }));
}

function wrapParagraph(sheet: PdfSheet, text: string, { style, width }: { style: TextStyle; width: number }): string[] {
  const fits = (line: string): boolean => sheet.widthOf(line.trimEnd(), style) <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\s)/).flatMap((each) => each.split(breaksAnywhere))) {
    if (fits(line + word)) {
      line += word;
      continue;
    }
    if (line.trim()) lines.push(line.trimEnd());
    const pieces = fits(word) ? [word] : piecesOf(word, fits);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line.trimEnd()];
}

/** A word longer than a line is cut where the line ends. */
function piecesOf(word: string, fits: (text: string) => boolean): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (piece && !fits(piece + segment)) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...pieces, piece];
}
