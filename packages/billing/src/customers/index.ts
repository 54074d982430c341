export { ensureCustomer, type LinkedCustomer } from './ensure-customer.ts';
export { refreshCustomer } from './projection.ts';
export { customerOfUser, lockCustomer, type CustomerRow } from './table.ts';
export { userOfCustomer } from './user-of-customer.ts';
