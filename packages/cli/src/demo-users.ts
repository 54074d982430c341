import type { SandboxUser } from '@purser/billing';

/** The people whom the sandbox offers to be. Anybody else can sign in too. */
export const demoUsers: readonly SandboxUser[] = [
  { id: 'user_ada', email: 'ada@example.com', name: 'Ada Lovelace', roles: [] },
  { id: 'user_grace', email: 'grace@example.com', name: 'Grace Hopper', roles: [] },
  { id: 'user_alan', email: 'alan@example.com', name: 'Alan Turing', roles: [] },
  { id: 'user_olga', email: 'olga@example.com', name: 'Olga the Owner', roles: ['admin'] },
];
