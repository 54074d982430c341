/** The one account that there is: every key belongs to it, and what it is called nowhere matters. */
export const accountId = 'acct_1EmulatorAccount';
