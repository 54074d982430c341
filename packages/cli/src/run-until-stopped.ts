import type { Running } from './running.ts';

/** Half the time that a container is given before it is killed. */
const patienceMs = 5000;

/** Waits for Ctrl-C or a polite end, then stops what runs. A second Ctrl-C ends at once. */
export async function runUntilStopped(running: Running): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
  const timer = setTimeout(() => {
    console.error('Purser did not stop in time and was ended.');
    process.exit(1);
  }, patienceMs);
  await running.stop();
  clearTimeout(timer);
}
