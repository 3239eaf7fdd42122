import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { appProcesses } from '../apps.ts';
import { repoRoot } from '../paths.ts';
import { loadSecrets } from '../services/secrets.ts';
import { scratchFolder } from './scratch.ts';

const read = (file: string) => readFileSync(path.join(repoRoot, file), 'utf8');
const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
      volumes: z.array(z.string()).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});
const { services, volumes } = composeFile.parse(parse(read('compose.yaml'), { merge: true }));
const explained = [...read('.env.example').matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);

const apps = () =>
  appProcesses({
    databaseUrl: 'mysql://database/sowan',
    redisUrl: 'redis://queue',
    publicUrl: 'http://127.0.0.1:3000',
    host: '127.0.0.1',
    port: 3000,
    gatewayPort: 3001,
    filesDir: '/data',
    secrets: loadSecrets(scratchFolder()),
  });

test('compose.yaml runs the same processes with the same settings as npm start', () => {
  for (const { name, script, flags = [], env } of apps()) {
    expect(services[name]?.command).toEqual(['node', ...flags, path.relative(repoRoot, script)]);
    expect(Object.keys(services[name]?.environment ?? {})).toEqual(expect.arrayContaining(Object.keys(env)));
  }
});

test('what compose.yaml refers to exists: services with a health check, volumes, files', () => {
  for (const { command = [], depends_on = {}, volumes: mounts = [] } of Object.values(services)) {
    for (const name of Object.keys(depends_on)) expect(services[name]?.healthcheck).toBeDefined();
    for (const mount of mounts) expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
    for (const file of command.filter((word) => word.endsWith('.ts')))
      expect(existsSync(path.join(repoRoot, file))).toBe(true);
  }
});

test('every variable of compose.yaml and of the processes is explained in .env.example', () => {
  const inCompose = [...read('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
  const sources = [
    'apps/web/server.ts',
    'apps/web/src/lib/server/env.ts',
    'apps/worker/src/env.ts',
    'apps/wa-gateway/src/env.ts',
  ];
  const inApps = sources.flatMap((file) =>
    [...read(file).matchAll(/^ +([A-Z][A-Z0-9_]+): z\b/gm)].map(([, name]) => name),
  );
  expect(inApps).toContain('WA_AUTH_KEY');
  expect([...inCompose, ...inApps].filter((name) => !explained.includes(name))).toEqual([]);
});

test('the variables of .env.example are each used by something', () => {
  const sources = ['compose.yaml', 'tools/apps.ts', 'tools/start.ts', 'apps/web/server.ts'].map(read).join();
  const envs = ['apps/web/src/lib/server/env.ts', 'apps/worker/src/env.ts', 'apps/wa-gateway/src/env.ts']
    .map(read)
    .join();
  expect(explained.filter((name) => !`${sources}${envs}`.includes(name ?? ''))).toEqual([]);
});
