import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApiDocument } from '../src/lib/server/openapi.ts';

const table = readFileSync(new URL('../../../docs/rest.md', import.meta.url), 'utf8');
const rows = [...table.matchAll(/^\|[^|]*\| `([A-Z]+) (\/\S+)` +\| `?([\w:-]+)`? +\|$/gm)].map(
  ([, method = '', path = '', scope = '']) => ({ method, path, scope }),
);
const document = openApiDocument('https://tamu.example.org');

test('the table of REST calls is read whole', () => {
  const lines = table.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(lines.length);
  expect(rows.length).toBeGreaterThan(20);
});

test.each(rows)('$method $path exists, and needs $scope', ({ method, path, scope }) => {
  const operation = document.paths?.[path]?.[method.toLowerCase() as 'get'];
  expect(operation).toBeDefined();
  const ways = operation?.security ?? [];
  if (scope === 'public') expect(ways).toEqual([]);
  else if (scope === 'session') expect(ways).toEqual([{ session: [] }]);
  else expect(ways).toContainEqual({ token: [scope] });
});

test('the description is made once, and names the address under which it was asked for', () => {
  const elsewhere = openApiDocument('https://guests.example.org');
  expect(elsewhere.paths).toBe(document.paths);
  expect([document, elsewhere].map(({ servers }) => servers)).toEqual([
    [{ url: 'https://tamu.example.org/api/v1' }],
    [{ url: 'https://guests.example.org/api/v1' }],
  ]);
});
