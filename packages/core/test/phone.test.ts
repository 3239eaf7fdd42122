import { expect, test } from 'vitest';
import { isPhoneRegion, toE164 } from '../src/phone.ts';

test.each([
  '081234567890',
  '0812-3456-7890',
  '0812 3456 7890',
  '+62 812 3456 7890',
  '6281234567890',
  '+62 (0)812-3456-7890',
  '  0812.3456.7890 ',
  '０８１２３４５６７８９０',
])('%s is the Indonesian number +6281234567890', (typed) => {
  expect(toE164(typed, 'ID')).toBe('+6281234567890');
});

test("a number with a country code is that country's, whatever the school's", () => {
  expect(toE164('+33 6 12 34 56 78', 'ID')).toBe('+33612345678');
  expect(toE164('06 12 34 56 78', 'FR')).toBe('+33612345678');
});

test.each(['', '0812345', '0812 3456 7890 / 0813 1111 2222', '12', 'call me', '+999 123 456'])(
  '"%s" is no phone number',
  (typed) => expect(toE164(typed, 'ID')).toBeNull(),
);

test('a region is one that has phone numbers', () => {
  expect([isPhoneRegion('ID'), isPhoneRegion('XX'), isPhoneRegion('')]).toEqual([true, false, false]);
});
