import { expect, test } from 'vitest';
import { stillHolds } from '../src/routes/(staff)/host/book/book.ts';

const refused = { reason: 'invalid_input', detail: {}, fields: { purpose: 'required', date: 'required' } };

test('a refusal stands until every field that it names has been changed', () => {
  expect(stillHolds(refused, new Set())).toBe(refused);
  expect(stillHolds(refused, new Set(['purpose', 'guestName']))).toBe(refused);
  expect(stillHolds(refused, new Set(['purpose', 'date']))).toBeNull();
});

test('one that names no field stands, whatever is typed', () => {
  const lost = { reason: 'network', detail: {}, fields: {} };
  expect(stillHolds(lost, new Set(['purpose']))).toBe(lost);
  expect(stillHolds(null, new Set())).toBeNull();
});
