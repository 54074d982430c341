/** For programs that start Purser themselves, such as the tests. */
export { loadCatalog } from './load-catalog.ts';
export type { Running } from './running.ts';
export { serve, type Role } from './serve.ts';
export { start } from './start.ts';
