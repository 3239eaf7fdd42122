import path from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { repoRoot } from '../paths.ts';

const eslint = new ESLint({ cwd: repoRoot });

/** The rules that a text breaks when it stands in the place of an existing file. */
async function broken(file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(repoRoot, file) });
  return [...new Set(result?.messages.map(({ ruleId }) => ruleId))].sort();
}

const SOURCE = 'packages/db/src/errors.ts';

test.for([
  ['a promise nobody waits for', 'Promise.resolve(1);', '@typescript-eslint/no-floating-promises'],
  [
    'an async function where nobody waits for it',
    'new Set([1]).forEach(async (one) => void (await Promise.resolve(one)));',
    '@typescript-eslint/no-misused-promises',
  ],
  ['any', 'export const loose = (given: any) => String(given);', '@typescript-eslint/no-explicit-any'],
  ['a silenced type error', '// @ts-ignore\nexport const one: string = 1;', '@typescript-eslint/ban-ts-comment'],
  ['an error swallowed', 'export function quiet() { try { JSON.parse("1"); } catch {} }', 'no-empty'],
  ['printing from a source', 'console.log(1);', 'no-console'],
  ['the environment read anywhere', 'export const port = process.env.PORT;', 'no-restricted-properties'],
  [
    'the environment imported',
    "import { env } from 'node:process'; export const port = env['PORT'];",
    'no-restricted-imports',
  ],
  ['a promise to do it later', `// ${'TODO'}: later\nexport const one = 1;`, 'no-warning-comments'],
  ['a rule switched off in place', '// eslint-disable-next-line no-console\nconsole.log(1);', 'no-console'],
] as const)('%s is refused', async ([, text, rule]) => {
  expect(await broken(SOURCE, text)).toContain(rule);
});

test('the environment may be read in env.ts, and tools may print', async () => {
  expect(await broken('apps/worker/src/env.ts', 'export const port = process.env.PORT;\n')).toEqual([]);
  expect(await broken('tools/paths.ts', 'console.log(process.env.PORT);\n')).toEqual([]);
});
