export { AccountStatus } from './account-status.ts';
export { describeAccount } from './describe-account.ts';
export type { AccountAction, AccountDescription, StatusTone } from './describe-account.ts';
