import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  checkBackup,
  compareWithBackup,
  emptyDatabase,
  loadBackup,
  parseBackupKeys,
  scratchUrl,
  tablesInUse,
  withScratchDatabase,
  writeBackup,
} from '../src/backup/index.ts';
import { migrate, openDatabase, schema } from '../src/index.ts';
import { createTestDatabase, makeAppointment, makeGuest, makeUser, type TestDatabase } from '../src/test/index.ts';

const AT = new Date('2026-11-21T18:30:00Z');
const KEY = `3:${randomBytes(32).toString('base64')}`;
const keys = parseBackupKeys(KEY);
/** Quotes, a line break, a line separator that some readers break lines at, and what lies beyond the first plane. */
const NAME = `O'Brien "Sari"\\ \n \u2028 ꦱꦫꦶ 🌸`;

let school: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sowan-backup-'));
  school = await createTestDatabase(inject('databaseUrl'));
  const hostId = await makeUser(school.db, { name: NAME });
  for (let i = 0; i < 450; i++)
    await makeAppointment(school.db, { hostId, guestId: await makeGuest(school.db), arrivedAt: AT });
  await school.db.insert(schema.passes).values({ code: 2n ** 64n - 1n, kind: 'guest', keySlot: 1, createdAt: AT });
  await school.db.insert(schema.settings).values({ name: 'organisationName', value: { name: NAME }, updatedAt: AT });
});
afterAll(async () => {
  await school.close();
  await rm(folder, { recursive: true });
});

const write = async (name: string, key = keys[0]) => {
  const file = join(folder, name);
  return { file, written: await writeBackup({ url: school.url, file, key, at: AT }) };
};

describe('a backup', () => {
  test.each([
    ['plain', [], undefined],
    ['encrypted', keys, keys[0]],
  ] as const)('that is %s restores to exactly what was saved', async (name, known, key) => {
    const file = join(folder, `whole-${name}`);
    await writeBackup({ url: school.url, file, key, at: AT });
    const contents = await checkBackup(file, known);
    expect(contents.digests['appointments']?.rows).toBe(450);
    expect(contents.at).toEqual(AT);
    await withScratchDatabase(scratchUrl(school.url), async (url) => {
      await loadBackup(url, file, known);
      await compareWithBackup(url, contents);
      // What is running on it must be able to start.
      await migrate(url);
      const restored = openDatabase(url, { connections: 1 });
      const [host] = await restored.db.select().from(schema.users);
      expect(host?.name).toBe(NAME);
      const [pass] = await restored.db.select().from(schema.passes);
      expect(pass?.code).toBe(2n ** 64n - 1n);
      await restored.db.delete(schema.appointments).where(eq(schema.appointments.id, 7));
      await restored.close();
      await expect(compareWithBackup(url, contents)).rejects.toMatchObject({
        reason: 'differs',
        message: expect.stringContaining('appointments (450 rows saved, 449 restored)') as string,
      });
    });
  });

  test('holds nothing readable when it is encrypted, and can be read by anybody when it is not', async () => {
    const secret = await readFile((await write('secret')).file);
    expect(secret.includes("O'Brien")).toBe(false);
    expect(() => gunzipSync(secret)).toThrow();
    const file = join(folder, 'open');
    await writeBackup({ url: school.url, file, at: AT });
    expect(gunzipSync(await readFile(file)).toString()).toContain("O'Brien");
  });

  test('is of one moment: what is written meanwhile is not in it', async () => {
    const writing = write('moment');
    for (let i = 0; i < 50; i++) await makeUser(school.db);
    const { file } = await writing;
    const { digests } = await checkBackup(file, keys);
    const users = digests['users']?.rows ?? 0;
    expect(users).toBeLessThan(51);
    // Everybody who is in it was there at once: no later row without the earlier ones.
    await withScratchDatabase(scratchUrl(school.url), async (url) => {
      await loadBackup(url, file, keys);
      const restored = openDatabase(url, { connections: 1 });
      const ids = (await restored.db.select({ id: schema.users.id }).from(schema.users)).map(({ id }) => id);
      expect(Math.max(...ids)).toBe(ids.length);
      await restored.close();
    });
  });

  test('leaves nothing behind when it cannot be written', async () => {
    const url = new URL(school.url);
    url.pathname = '/no_such_database';
    await expect(writeBackup({ url: url.href, file: join(folder, 'never'), at: AT })).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
  });
});

describe('a damaged backup is refused', () => {
  const cases = [
    ['plain', undefined],
    ['encrypted', keys[0]],
  ] as const;

  test.each(cases)('when its tail is gone (%s), wherever it was cut', async (name, key) => {
    const file = join(folder, `cut-${name}`);
    await writeBackup({ url: school.url, file, key, at: AT });
    const { size } = await stat(file);
    for (const length of [size - 1, size - 9, size - 40, Math.floor(size / 2), 12]) {
      await truncate(file, length);
      await expect(checkBackup(file, keys)).rejects.toMatchObject({ reason: 'damaged' });
    }
  });

  test.each(cases)('when one byte was changed (%s)', async (name, key) => {
    const file = join(folder, `changed-${name}`);
    await writeBackup({ url: school.url, file, key, at: AT });
    const bytes = await readFile(file);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(file, bytes);
    await expect(checkBackup(file, keys)).rejects.toMatchObject({ reason: 'damaged' });
  });

  test('without its key, with another, and when it is something else', async () => {
    const { file } = await write('locked');
    await expect(checkBackup(file, [])).rejects.toMatchObject({ reason: 'encrypted' });
    const other = (slot: number) => parseBackupKeys(`${slot}:${randomBytes(32).toString('base64')}`);
    await expect(checkBackup(file, other(4))).rejects.toMatchObject({ reason: 'wrong_key' });
    await expect(checkBackup(file, other(3))).rejects.toMatchObject({ reason: 'damaged' });
    await expect(checkBackup(file, [...other(4), ...keys])).resolves.toMatchObject({ at: AT });
    await writeFile(join(folder, 'letter.txt'), 'Dear parents, this is no backup at all.');
    await expect(checkBackup(join(folder, 'letter.txt'), keys)).rejects.toMatchObject({ reason: 'not_a_backup' });
  });
});

test('a school is not overwritten, and no database is emptied that is not for that', async () => {
  const { file } = await write('again');
  await expect(loadBackup(school.url, file, keys)).rejects.toMatchObject({ reason: 'not_empty' });
  expect(await tablesInUse(school.url)).toEqual(expect.arrayContaining(['users', 'appointments']));
  await expect(withScratchDatabase(school.url, () => Promise.resolve())).rejects.toThrow('_proof');
  expect(await tablesInUse(school.url)).toContain('users');
  const fresh = await createTestDatabase(inject('databaseUrl'));
  expect(await tablesInUse(fresh.url)).toEqual([]);
  await emptyDatabase(fresh.url);
  await loadBackup(fresh.url, file, keys);
  await fresh.close();
});

test('a malformed key is refused', () => {
  expect(parseBackupKeys(undefined)).toEqual([]);
  for (const spec of ['abc', '1:abc', `256:${randomBytes(32).toString('base64')}`]) {
    expect(() => parseBackupKeys(spec)).toThrow('BACKUP_KEY');
  }
});
