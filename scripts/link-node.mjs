// npm 10 forgets the bin links of optional platform packages, so `node` on npm's PATH would be the machine's own.
// The root's postinstall and run.mjs call this on whatever Node they have: plain JavaScript, no dependency.
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Makes `node_modules/.bin/node` the pinned Node, and returns its path, or undefined when no package fits this machine. */
export function linkNode() {
  const packages = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies);
  const binary = packages
    .flatMap((name) => ['bin/node', 'bin/node.exe'].map((file) => join(root, 'node_modules', name, file)))
    .find((file) => existsSync(file));
  if (binary === undefined) return undefined;

  const link = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(link)) return link;
  mkdirSync(dirname(link), { recursive: true });
  // A link whose target has gone does not "exist", yet stands in the way of a new one.
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) rmSync(link);
  if (process.platform === 'win32') copyFileSync(binary, link);
  else symlinkSync(relative(dirname(link), binary), link);
  return link;
}

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(process.argv[1]).href &&
  linkNode() === undefined
) {
  const machine = `${process.platform}-${process.arch}`;
  console.error(
    `Purser pins Node for Linux, macOS and Windows on x64, and on arm64 for Linux and macOS; none fits ${machine}.`,
  );
}
