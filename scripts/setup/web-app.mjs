// Builds the Angular application that `npm start` serves, when its sources are newer than the last build.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run-command.mjs';

const SOURCES = [
  'apps/web/src',
  'apps/web/public',
  'apps/web/angular.json',
  'apps/web/package.json',
  'packages/angular/src',
  'packages/contract/src',
  'package-lock.json',
];

/**
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node
 * @param {(step: string) => void} options.tell
 */
export async function buildWebApp({ root, node, tell }) {
  if (!existsSync(join(root, 'apps/web/angular.json')))
    throw new Error('apps/web/angular.json is missing: this is not a whole copy of Purser.');
  const built = newestChange(join(root, 'apps/web/dist'));
  if (built !== undefined && SOURCES.every((source) => (newestChange(join(root, source)) ?? 0) <= built)) return;
  tell('Building the web app…');
  const environment = { ...process.env, NG_CLI_ANALYTICS: 'false', CI: '1' };
  const angular = join(root, 'node_modules', '@angular', 'cli', 'bin', 'ng.js');
  await runQuietly(node, [angular, 'build'], { cwd: join(root, 'apps/web'), env: environment });
}

/**
 * @param {string} path A file or a folder.
 * @returns {number | undefined} Milliseconds since 1970; undefined when there is no file.
 */
function newestChange(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return found.mtimeMs;
  let newest;
  for (const entry of readdirSync(path)) {
    const changed = newestChange(join(path, entry));
    if (changed !== undefined && (newest === undefined || changed > newest)) newest = changed;
  }
  return newest;
}
