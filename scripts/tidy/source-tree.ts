import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseModule } from './parse-module.ts';
import type { ParsedModule } from './parse-module.ts';

/** Everything that a rule may look at. Paths are from the repository's folder, with forward slashes. */
export interface SourceTree {
  /** Every text file, the modules included. */
  readonly files: readonly TextFile[];
  readonly modules: readonly ParsedModule[];
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Made by programs, or not ours. */
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', 'test-results', '.git', '.angular', '.purser']);

const TEXT = new Set([
  '.ts',
  '.mjs',
  '.js',
  '.html',
  '.css',
  '.md',
  '.json',
  '.sql',
  '.mjml',
  '.yml',
  '.yaml',
  '.txt',
  '.example',
]);
const MODULES = new Set(['.ts', '.mjs', '.js']);

/** A lockfile and files made by programs are read by nobody. */
export function isGenerated(path: string): boolean {
  return path.includes('.generated.') || path.endsWith('package-lock.json');
}

/** Test code may do what shipped code may not: import the emulator, run long, look inside. */
export function isTest(path: string): boolean {
  return /\.(test|spec)\.ts$/.test(path) || path.startsWith('tests/') || path.includes('/testing/');
}

export function readSourceTree(root: string): SourceTree {
  const paths = listFiles(root, '').filter((path) => !isGenerated(path));
  return sourceTreeOf(paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })));
}

export function sourceTreeOf(files: readonly TextFile[]): SourceTree {
  return { files, modules: files.filter((file) => MODULES.has(extname(file.path))).map((file) => parseModule(file)) };
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : listFiles(root, path);
    return entry.isFile() && (TEXT.has(extname(entry.name)) || path === '.ci/run') ? [path] : [];
  });
}
