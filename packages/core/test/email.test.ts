import { expect, test } from 'vitest';
import { emailSchema } from '../src/email.ts';

const complaints = (typed: string) => emailSchema.safeParse(typed).error?.issues.map(({ message }) => message) ?? [];

test('an empty address is missing, a wrong one is no address, and a pasted one is fine', () => {
  expect(complaints('  ')).toEqual(['required']);
  expect(complaints('siti@')).toEqual(['email_invalid']);
  expect(emailSchema.parse(' Siti@Example.org ')).toBe('siti@example.org');
});
