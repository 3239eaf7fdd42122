import { expect, test } from 'vitest';
import { isFiltered } from '../src/lib/filtered.ts';

test.each([
  ['', false],
  ['q=&hostId=', false],
  ['q=+&order=newest&page=3', false],
  ['q=sari', true],
  ['q=&rating=5&page=2', true],
])('the address ?%s filters its list: %s', (query, filtered) => {
  expect(isFiltered(new URLSearchParams(query))).toBe(filtered);
});
