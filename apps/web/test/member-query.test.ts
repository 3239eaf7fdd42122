import { expect, test } from 'vitest';
import { runWish } from '../src/routes/(staff)/admin/cards/new/read-run-form.ts';
import { printWish } from '../src/routes/(staff)/admin/cards/print/read-print-query.ts';
import { readSelection, selectionPairs } from '../src/routes/(staff)/admin/members/member-query.ts';

const address = (query: string) => new URLSearchParams(query);

test('members ticked one by one are meant alone, whatever the filters say', () => {
  const ticked = address('search=ani&member=3&member=5&status=active');
  expect(readSelection(ticked)).toEqual({ memberIds: [3, 5] });
  expect(selectionPairs(ticked)).toEqual([
    ['member', '3'],
    ['member', '5'],
  ]);
});

test('without a tick all that match the filters are meant, and only what names them is kept', () => {
  const filtered = address('search=ani&status=&lacks=subscription&year=2027&page=3');
  expect(readSelection(filtered)).toEqual({ filter: { search: 'ani', lacks: 'subscription' } });
  expect(selectionPairs(filtered)).toEqual([
    ['search', 'ani'],
    ['lacks', 'subscription'],
  ]);
});

test('an address edited by hand falls back instead of failing', () => {
  expect(runWish(address('year=soon&channels=pigeon&member=x&status=gone'), 2026)).toEqual({
    ...{ year: 2026, channels: 'email', resend: false },
    selection: { filter: {} },
  });
  expect(printWish(address('run=x&year=1'), 2026)).toEqual({ runId: undefined, year: 2026, selection: { filter: {} } });
  expect(printWish(address('run=7'), 2026)).toMatchObject({ runId: 7 });
});
