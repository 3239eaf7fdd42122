import { expect, test } from 'vitest';
import { withinPages } from '../src/lib/server/last-page.ts';

const at = (search: string) => new URL(`https://sowan.test/visits${search}`);
const part = (page: number, total: number) => ({ page, pageSize: 25, total });

test('a page of the list is shown, the last and an empty first one too', () => {
  for (const each of [part(1, 0), part(1, 16), part(2, 26)]) expect(withinPages(at('?page=2'), each)).toBe(each);
});

test.each([
  ['?page=50&q=sari', 16, '/visits?q=sari'],
  ['?page=50&q=sari', 60, '/visits?page=3&q=sari'],
  ['?page=50', 0, '/visits'],
])('%s of %d rows leads to %s', (search, total, location) => {
  expect(() => withinPages(at(search), part(50, total))).toThrow(expect.objectContaining({ status: 303, location }));
});
