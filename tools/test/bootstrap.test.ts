import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { missingNeeds, needsOf, providePrograms, withEnvFile } from '../bootstrap/programs.mjs';
import { chooseNode } from '../bootstrap/runtime.mjs';
import { repoRoot } from '../paths.ts';
import { scratchFolder } from './scratch.ts';

const bareMachine = { path: '/nowhere', platform: 'linux', isRoot: false, hasApt: true };

test('without root the exact command to install what is missing is named', async () => {
  await expect(providePrograms(['mariadb', 'redis'], bareMachine)).rejects.toThrow(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends mariadb-server-core mariadb-client-core redis-server',
  );
  await expect(
    providePrograms(['mariadb', 'redis'], { ...bareMachine, hasApt: false, platform: 'darwin' }),
  ).rejects.toThrow('brew install mariadb');
  await expect(providePrograms(['redis'], { ...bareMachine, hasApt: false })).rejects.toThrow(
    /Install the programs redis-server/,
  );
});

test('nothing is asked for when everything is there', async () => {
  expect(missingNeeds(['mariadb', 'redis'])).toEqual([]);
  await providePrograms(['mariadb', 'redis']);
});

test('a server that is named in the environment needs no program here', () => {
  expect(needsOf('start', {})).toEqual(['mariadb', 'redis']);
  expect(needsOf('start', { DATABASE_URL: 'mysql://db', REDIS_URL: 'redis://queue' })).toEqual([]);
  expect(needsOf('test', { REDIS_URL: 'redis://queue' })).toEqual(['mariadb', 'chromium', 'zbar', 'dump']);
  expect(needsOf('check', {})).toEqual([]);
});

test('a server named in .env counts too, and the environment wins', () => {
  const dir = scratchFolder();
  writeFileSync(
    path.join(dir, '.env'),
    '# DATABASE_URL=mysql://no\nDATABASE_URL=mysql://file\nREDIS_URL=redis://file\nPORT=1\n',
  );
  expect(withEnvFile(dir, { REDIS_URL: 'redis://shell' })).toEqual({
    DATABASE_URL: 'mysql://file',
    REDIS_URL: 'redis://shell',
  });
});

test('a Node that is too old is refused with the remedy, a new one serves', () => {
  const empty = scratchFolder();
  expect(() => chooseNode(empty, '20.20.2', '/usr/bin/node')).toThrow(/Install Node 24/);
  expect(() => chooseNode(empty, '22.17.9', '/usr/bin/node')).toThrow(/22\.18 or newer/);
  expect(chooseNode(empty, '22.18.0', '/usr/bin/node')).toBe('/usr/bin/node');
  expect(chooseNode(empty, '24.0.0', '/usr/bin/node')).toBe('/usr/bin/node');
});

test('an unknown command ends with a usage line and a non-zero code', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['tools/run.mjs', 'dmeo'], {
    cwd: repoRoot,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^Usage: npm run demo \| start/);
  expect([status, stdout]).toEqual([1, '']);
});
