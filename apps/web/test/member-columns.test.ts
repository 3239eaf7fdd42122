import { expect, test } from 'vitest';
import { overwriteGetLocale } from '../src/lib/paraglide/runtime.js';
import { columnWord } from '../src/routes/(staff)/admin/members/import/column-words.ts';

test('a mistake in a members’ file names its column in words, never by the name of the field', () => {
  overwriteGetLocale(() => 'id');
  const columns = ['number', 'name', 'email', 'phone', 'type', 'status', 'locale', 'memberSince'];
  for (const column of columns) expect(columnWord(column), column).not.toBe(column);
  overwriteGetLocale(() => 'en');
  expect([columnWord('memberSince'), columnWord('locale')]).toEqual(['Member since', 'Language of messages']);
});
