import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Fontkit from 'fontkit';
import { sfntOf } from './woff-to-sfnt.ts';

export type FontName = 'regular' | 'bold' | 'fallback';

/** A stretch of text that one font can write. */
export interface Run {
  text: string;
  font: FontName;
}

const require = createRequire(import.meta.url);

/** Noto Sans writes Latin, Greek and Cyrillic; Unifont, which is no beauty, nearly everything else. */
const fontFiles: Readonly<Record<FontName, string>> = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf',
  fallback: '@fontsource/unifontex/files/unifontex-latin-400-normal.woff',
};

const loaded = new Map<FontName, Fontkit.Font>();

/** Opens a font when it is first needed: most emulators never print. */
export function pdfFont(name: FontName): Fontkit.Font {
  const known = loaded.get(name);
  if (known) return known;
  const file = readFileSync(require.resolve(fontFiles[name]));
  const fontkit = require('fontkit') as typeof Fontkit;
  const font = fontkit.create(name === 'fallback' ? sfntOf(file) : file);
  if ('fonts' in font) throw new Error(`${fontFiles[name]} holds several fonts`);
  loaded.set(name, font);
  return font;
}

/** What is written from right to left, with the spaces in it. */
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]+(?:[\s\p{P}]+[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]+)*/gu;

/**
 * Cuts a text where its font changes, in the order in which it is drawn. What no font has becomes a question mark; what is no
 * sign at all is left out.
 */
export function runsOf(text: string, font: 'regular' | 'bold'): Run[] {
  const runs: Run[] = [];
  const signs = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\uFE0F]/gu, '')
    .replace(rightToLeft, (words) =>
      [...new Intl.Segmenter().segment(words)]
        .map(({ segment }) => segment)
        .reverse()
        .join(''),
    );
  for (const sign of signs) {
    const { font: needed, text: shown } = runOf(sign, font);
    const last = runs.at(-1);
    if (last?.font === needed) last.text += shown;
    else runs.push({ text: shown, font: needed });
  }
  return runs;
}

function runOf(sign: string, font: 'regular' | 'bold'): Run {
  const codePoint = sign.codePointAt(0) ?? 0;
  if (codePoint < 0x7f || pdfFont(font).hasGlyphForCodePoint(codePoint)) return { text: sign, font };
  return pdfFont('fallback').hasGlyphForCodePoint(codePoint) ? { text: sign, font: 'fallback' } : { text: '?', font };
}
