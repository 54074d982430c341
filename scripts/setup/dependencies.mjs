// Installs what package-lock.json lists, when it is not there yet, and puts the pinned Node first on PATH.
import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { linkNode } from '../link-node.mjs';
import { runQuietly } from './run-command.mjs';

/**
 * Makes sure that node_modules is what the lockfile says.
 *
 * @param {string} root The repository's folder.
 * @param {(step: string) => void} tell
 */
export async function installDependencies(root, tell) {
  if (isInstalled(root)) return;
  tell('Installing dependencies…');
  const windows = process.platform === 'win32';
  // npm runs on the machine's own Node: the pinned one lies in the folder that `npm ci` is about to replace.
  const environment = { ...process.env, PATH: pathWithoutOurs() };
  await runQuietly(windows ? 'npm.cmd' : 'npm', ['ci', '--loglevel=error'], {
    cwd: root,
    env: environment,
    shell: windows,
  });
}

/**
 * The pinned Node, for this process's children too: `node_modules/.bin` becomes the first place on PATH.
 *
 * @param {string} root
 * @returns {string} Path of the Node to run our programs with.
 */
export function usePinnedNode(root) {
  process.env.PATH = [join(root, 'node_modules', '.bin'), pathWithoutOurs()].join(delimiter);
  const pinned = linkNode();
  if (pinned !== undefined) return pinned;
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 26) return process.execPath;
  throw new Error(
    `Purser runs on Node 26. No package of it fits ${process.platform}-${process.arch}, and this machine's own is ` +
      `${process.version}: install Node 26 and start again.`,
  );
}

/**
 * npm writes node_modules/.package-lock.json at the end of an install: absent or older means that one is due.
 *
 * @param {string} root
 */
function isInstalled(root) {
  const installed = statSync(join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return installed !== undefined && installed.mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

function pathWithoutOurs() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !folder.includes(join('node_modules', '.bin'))).join(delimiter);
}
