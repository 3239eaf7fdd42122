import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkImports } from '../check/checks.ts';
import { repoRoot } from '../paths.ts';
import { scratchFolder } from './scratch.ts';

/** Every package and app of the real layout, each as one file that exports something. */
const PACKAGES = ['db', 'qr', 'jobs', 'core', 'wa-simulator'];
const FILES = [
  ...PACKAGES.map((name) => `packages/${name}/src/index.ts`),
  'packages/core/src/visits/index.ts',
  'packages/core/src/visits/rules.ts',
  'tools/services.ts',
  'apps/worker/src/context.ts',
  'node_modules/@whiskeysockets/baileys/index.js',
];

function write(root: string, file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

function layOut(imports: { [file: string]: string }): string {
  const root = scratchFolder();
  for (const file of FILES) write(root, file, `export const here = '${file}';\n`);
  for (const name of PACKAGES) {
    write(
      root,
      `packages/${name}/package.json`,
      JSON.stringify({ name: `@sowan/${name}`, exports: { '.': './src/index.ts' } }),
    );
    mkdirSync(path.join(root, 'node_modules/@sowan'), { recursive: true });
    symlinkSync(path.join(root, 'packages', name), path.join(root, 'node_modules/@sowan', name));
  }
  write(
    root,
    'node_modules/@whiskeysockets/baileys/package.json',
    '{"name":"@whiskeysockets/baileys","main":"index.js"}',
  );
  for (const [file, target] of Object.entries(imports))
    write(root, file, `import { here } from '${target}';\nexport const there = here;\n`);
  return root;
}

const FORBIDDEN: { [rule: string]: { [file: string]: string } } = {
  'imports-exist': { 'packages/qr/src/typo.ts': './nowhere.ts' },
  'foundations-stand-alone': {
    'packages/db/src/a.ts': '@sowan/qr',
    'packages/qr/src/a.ts': '@sowan/jobs',
    'packages/jobs/src/a.ts': '@sowan/db',
    'packages/jobs/src/b.ts': '@sowan/core',
  },
  'core-on-foundations': { 'packages/core/src/a.ts': '@sowan/wa-simulator' },
  'core-domains-by-index': {
    'packages/core/src/b.ts': './visits/rules.ts',
    'packages/core/src/guests/a.ts': '../visits/rules.ts',
  },
  'packages-by-their-face': { 'apps/worker/src/jobs/a.ts': '../../../../packages/core/src/visits/rules.ts' },
  'nothing-imports-an-app': {
    'packages/core/src/c.ts': '../../../apps/worker/src/context.ts',
    'apps/web/src/a.ts': '../../worker/src/context.ts',
    'tools/a.ts': '../apps/worker/src/context.ts',
  },
  'apps-wire-in-composition-roots': {
    'apps/worker/src/jobs/b.ts': '@sowan/db',
    'apps/wa-gateway/src/session/a.ts': '@sowan/jobs',
    'apps/web/src/routes/a.ts': '@sowan/qr',
    'apps/web/src/lib/server/trpc/a.ts': '@sowan/db',
  },
  'baileys-in-its-corner': {
    'packages/core/src/d.ts': '@whiskeysockets/baileys',
    'apps/worker/src/a.ts': '@whiskeysockets/baileys',
  },
  'simulator-never-in-production': { 'apps/wa-gateway/src/a.ts': '@sowan/wa-simulator' },
  'simulator-stands-alone': { 'packages/wa-simulator/src/a.ts': '@sowan/core' },
  'no-tools-in-sources': { 'apps/worker/src/b.ts': '../../../tools/services.ts' },
  'no-tests-in-sources': { 'packages/core/src/e.ts': '../test/factory.ts' },
  'no-circles': { 'packages/qr/src/one.ts': './two.ts', 'packages/qr/src/two.ts': './one.ts' },
};

const ALLOWED = {
  'packages/core/src/f.ts': '@sowan/db',
  'packages/core/src/guests/b.ts': '../visits/index.ts',
  'packages/core/test/factory.ts': '../src/visits/rules.ts',
  'apps/worker/src/main.ts': '@sowan/jobs',
  'apps/worker/src/jobs/c.ts': '@sowan/core',
  'apps/web/src/lib/server/context.ts': '@sowan/db',
  'apps/web/server.ts': '@sowan/db',
  'apps/wa-gateway/src/socket.ts': '@whiskeysockets/baileys',
  'apps/wa-gateway/test/pairing.test.ts': '@sowan/wa-simulator',
  'apps/web/e2e/visit.ts': '@sowan/wa-simulator',
  'tools/b.ts': '@sowan/db',
};

test('every import that breaks the direction of dependencies is found, and no other', async () => {
  const forbidden = Object.assign({}, ...Object.values(FORBIDDEN)) as { [file: string]: string };
  const { ok, output } = await checkImports(layOut({ ...forbidden, ...ALLOWED }));
  const found = [...output.matchAll(/error ([\w-]+): (\S+)/g)].map(([, rule, file]) => `${rule}: ${file}`);
  for (const [rule, imports] of Object.entries(FORBIDDEN)) {
    if (rule === 'no-circles') continue;
    for (const file of Object.keys(imports)) expect(found).toContain(`${rule}: ${file}`);
  }
  expect(output).toMatch(/error no-circles: packages\/qr\/src\/(one|two)\.ts/);
  for (const file of Object.keys(ALLOWED)) expect(found.filter((line) => line.endsWith(` ${file}`))).toEqual([]);
  expect(ok).toBe(false);
});

test('imports that keep the direction pass', async () => {
  expect(await checkImports(layOut(ALLOWED))).toMatchObject({ ok: true });
});

test('every rule has an import here that breaks it', async () => {
  const rules = (await import(path.join(repoRoot, '.dependency-cruiser.cjs'))) as {
    default: { forbidden: { name: string }[] };
  };
  expect(rules.default.forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(FORBIDDEN).sort());
});
