// Finds a Chromium for the browser tests, or installs one.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './run-command.mjs';

// The shell is the same browser without windows, at a third of the work.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Sets CHROMIUM_PATH for the tests. It stays unset where Playwright's own browser is used: Playwright finds that by itself.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node The Node that runs Playwright's installer.
 * @param {(step: string) => void} options.tell
 * @throws Error when CHROMIUM_PATH names a file that is not there, or when the installation fails.
 */
export async function provideChromium({ root, node, tell }) {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`CHROMIUM_PATH names ${wanted}, which does not exist.`);
    return;
  }
  let found = findChromium();
  if (found === undefined && isRootOnDebian()) {
    tell('Installing Chromium with apt-get…');
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runQuietly('apt-get', ['update'], { env: environment });
    const packages = ['chromium-headless-shell', 'fonts-liberation'];
    await runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env: environment });
    found = findChromium();
  }
  if (found !== undefined) {
    process.env.CHROMIUM_PATH = found;
    return;
  }
  tell("Looking for Playwright's Chromium, downloading it if it is missing…");
  await runQuietly(node, [join(root, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], { cwd: root });
}

/** @returns {string | undefined} */
function findChromium() {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}
