import { expect, test } from 'vitest';
import { declineInWords } from './decline-in-words.ts';

test('a decline is told as something that the card’s owner can do', () => {
  expect(declineInWords('insufficient_funds')).toContain('not enough money');
  expect(declineInWords('expired_card')).toContain('expired');
});

test.each(['lost_card', 'stolen_card', 'fraudulent', 'pickup_card', 'merchant_blacklist', 'a_code_of_tomorrow'])(
  '%s is told as any other decline: whoever holds the card need not learn more',
  (code) => {
    expect(declineInWords(code)).toBe(declineInWords('generic_decline'));
  },
);
