export { createServer } from './server.ts';
export type { Api } from './api.ts';
export { userOf, type User } from './user.ts';
