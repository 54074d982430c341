import { resource } from '../../kernel/resource.ts';

/** Discounts have no operations of their own at Stripe; they are seen through what they discount. */
export const discounts = resource('discount', { indexes: ['customer', 'subscription'] });
