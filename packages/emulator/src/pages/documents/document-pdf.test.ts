import { expect, test } from 'vitest';
import { documentPdf } from './document-pdf.ts';
import type { PaperDocument, PaperLine } from './paper.ts';
import { runsOf } from './pdf-fonts.ts';

const line: PaperLine = {
  description: 'Lightweight',
  details: ['1 Jan 2026 to 1 Feb 2026'],
  quantity: '1',
  unitAmount: '$14.99',
  tax: '',
  amount: '$14.99',
};

function documentOf(change: Partial<PaperDocument> = {}): PaperDocument {
  return {
    title: 'Quote',
    number: 'QT-0001',
    created: 1_767_225_600,
    paper: 'a4',
    sender: 'Purser sandbox',
    facts: [],
    parties: [{ title: null, lines: ['Purser sandbox'] }],
    headline: null,
    link: null,
    memo: null,
    lines: [line],
    totals: [{ name: 'Total', amount: '$14.99', isStrong: true }],
    tables: [],
    footer: null,
    ...change,
  };
}

function pagesOf(document: PaperDocument): number {
  return (
    Buffer.from(documentPdf(document))
      .toString('latin1')
      .match(/\/Type \/Page\b/g)?.length ?? 0
  );
}

test('the same document is the same file', () => {
  const document = documentOf({ memo: 'Grüße, 山田' });
  expect(Buffer.from(documentPdf(document)).equals(Buffer.from(documentPdf(document)))).toBe(true);
});

test('what does not fit goes on the next page', () => {
  expect(pagesOf(documentOf())).toBe(1);
  expect(pagesOf(documentOf({ lines: Array.from({ length: 60 }, () => line) }))).toBe(3);
  const endless = { ...line, description: 'x'.repeat(5000), details: ['word '.repeat(1000)] };
  expect(
    pagesOf(documentOf({ lines: [endless], memo: 'word '.repeat(2000), footer: 'x'.repeat(5000) })),
  ).toBeGreaterThan(2);
});

test('names in any script are written, and what no font has is a question mark', () => {
  expect(runsOf('Żółć Ωμέγα Жук', 'regular')).toEqual([{ text: 'Żółć Ωμέγα Жук', font: 'regular' }]);
  expect(runsOf('Kim 김\u0000민수', 'bold')).toEqual([
    { text: 'Kim ', font: 'bold' },
    { text: '김민수', font: 'fallback' },
  ]);
  // Drawn from left to right, so the last letter comes first.
  expect(runsOf('שלום', 'regular')).toEqual([{ text: 'םולש', font: 'fallback' }]);
  expect(runsOf('\u{10ffff}', 'regular')).toEqual([{ text: '?', font: 'regular' }]);
  const names = ['山田太郎', '한국어', 'ไทย', 'العربية', 'हिन्दी', '😀💳', '\ud800', 'a\u0000b'];
  expect(pagesOf(documentOf({ parties: [{ title: 'Bill to', lines: names }] }))).toBe(1);
});

test('an empty document is a page too', () => {
  expect(pagesOf(documentOf({ number: null, parties: [], lines: [], totals: [] }))).toBe(1);
});
