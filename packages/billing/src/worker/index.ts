export { startWorker, workUntilIdle, type Worker } from './start-worker.ts';
export type { WorkOptions } from './work.ts';
