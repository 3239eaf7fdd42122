import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageIds } from '../src/page.ts';

test('the pages of a list are the list, wherever each is counted from, and nothing comes after them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 12 }), async (length, pageSize) => {
      const list = Array.from({ length }, (_, n) => ({ id: n + 1 }));
      const offsets: number[] = [];
      const page = (n: number) =>
        pageIds(
          { page: n, pageSize },
          () => Promise.resolve([{ n: length }]),
          ({ limit, offset, fromEnd }) => {
            offsets.push(offset);
            const ids = fromEnd ? list.toReversed() : list;
            return Promise.resolve(ids.slice(offset, offset + limit));
          },
        );
      const pages = Math.ceil(length / pageSize);
      const seen: number[] = [];
      for (let n = 1; n <= pages; n++) seen.push(...(await page(n)).ids.toSorted((a, b) => a - b));
      expect(seen).toEqual(list.map(({ id }) => id));
      expect(await page(pages + 1)).toEqual({ ids: [], total: length });
      expect(Math.max(0, ...offsets)).toBeLessThanOrEqual(length / 2);
    }),
  );
});
