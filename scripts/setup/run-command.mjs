// Running other programs from plain JavaScript that must work on Node 20, before anything is installed.
import { spawn } from 'node:child_process';

/** How long a terminal's own Ctrl-C may take to end the program before it is asked again. */
const TERMINAL_GRACE_MS = 7_000;

/** How often we look whether npm is still there. */
const ORPHAN_CHECK_MS = 300;

/**
 * Runs a program quietly to its end; what it said is shown only if it fails.
 *
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {import('node:child_process').SpawnOptions} [options]
 * @throws Error with everything that the program printed.
 */
export async function runQuietly(program, parameters, options = {}) {
  /** @type {Buffer[]} */
  const said = [];
  const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  const ending = await endOf(child);
  if (ending.code !== 0) {
    const reason = ending.signal ?? `exit code ${ending.code}`;
    throw new Error(`${program} ${parameters.join(' ')} failed (${reason}):\n${Buffer.concat(said).toString()}`);
  }
}

/**
 * Runs a program in our place: it has our terminal, our signals are passed on to it, and we end as it ended.
 *
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function runInOurPlace(program, parameters, options = {}) {
  const child = spawn(program, parameters, { ...options, stdio: 'inherit' });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  const isAtTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  process.on('SIGINT', () => {
    // A terminal sends Ctrl-C to the whole group, so the child has it already; a lone `kill -INT` reaches only us.
    if (isAtTerminal) setTimeout(() => child.kill('SIGTERM'), TERMINAL_GRACE_MS).unref();
    else child.kill('SIGINT');
  });
  endWithNpm(child);
  const ending = await endOf(child);
  if (ending.signal !== null) {
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.removeAllListeners(signal);
    process.kill(process.pid, ending.signal);
  }
  process.exit(ending.code ?? 1);
}

/**
 * npm passes a signal to the shell between us and itself, and that shell passes nothing on: it ends, and we get another
 * parent. Then the program ends too, instead of going on with nobody who knows of it.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, ORPHAN_CHECK_MS);
  timer.unref();
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
function endOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
