import { cpSync, existsSync, mkdirSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { migrate, openDatabase, schema } from '@sowan/db';
import { makeAppointment } from '@sowan/db/test';
import { runCommand } from '../command.ts';
import { startServices } from '../services.ts';
import { scratchFolder } from './scratch.ts';

const run = (script: string, ...args: string[]) => runCommand(process.execPath, [`tools/${script}.ts`, ...args]);

/** A school with one pass, on servers of its own that are stopped again. */
async function makeSchool(dir: string): Promise<void> {
  const services = await startServices({ dir });
  await migrate(services.databaseUrl);
  const { db, close } = openDatabase(services.databaseUrl, { connections: 1 });
  const appointmentId = await makeAppointment(db);
  await db
    .insert(schema.passes)
    .values({ code: 77n, kind: 'appointment', keySlot: 1, appointmentId, createdAt: new Date() });
  await close();
  await services.stop();
}

test('a school is restored on another machine from its backup and its secrets, and the images heal', async () => {
  const scratch = scratchFolder();
  const [old, other] = [path.join(scratch, 'old'), path.join(scratch, 'other')];
  await makeSchool(old);
  const backup = await run('backup', '--data', old, '--prove');
  expect(backup).toMatchObject({ ok: true });
  expect(backup.output).toContain('the newest backup restores');
  const file = backup.output.split('\n').find((line) => line.endsWith('.ndjson.gz')) ?? '';
  expect(existsSync(file)).toBe(true);

  mkdirSync(other);
  cpSync(path.join(old, 'secrets.json'), path.join(other, 'secrets.json'));
  const restored = await run('restore', file, '--data', other);
  expect(restored).toMatchObject({ ok: true });
  const healed = await run('heal', '--data', other);
  expect(healed).toMatchObject({ ok: true });
  expect(healed.output).toMatch(/missing → regenerated.*77/);

  const again = await run('restore', file, '--data', other);
  expect(again.ok).toBe(false);
  expect(again.output).toContain('the database is not empty');

  truncateSync(file, statSync(file).size - 30);
  const damaged = await run('restore', file, '--force', '--data', other);
  expect(damaged.ok).toBe(false);
  expect(damaged.output).toContain('Nothing was restored');
}, 240_000);
