import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { emptyDatabase, loadBackup, parseBackupKeys } from '@sowan/db/backup';
import { makeAppointment, makeGuest } from '@sowan/db/test';
import { findAppointments } from '../src/appointments/index.ts';
import {
  archiveAppointments,
  backUp,
  deleteOldBackups,
  deleteOldNotifications,
  listBackups,
  openBackup,
  proveBackup,
  readBackupHealth,
  requestUpkeep,
  runUpkeep,
  UPKEEP,
  type BackupPlace,
  type UpkeepHandlers,
  type UpkeepTask,
} from '../src/maintenance/index.ts';
import { dueUpkeep } from '../src/maintenance/due.ts';
import { mailReport, reportAttachment, visitReport } from '../src/reports/index.ts';
import { updateSettings } from '../src/settings/index.ts';
import type { Ctx } from '../src/index.ts';
import { after, days, hours, minutes, MORNING, openWorld, type World } from './world.ts';

let world: World;
let worker: Ctx;
let admin: Ctx;
let place: BackupPlace;
const folders: string[] = [];
const PAGE = { page: 1, pageSize: 25 };

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  world.setClock(MORNING);
  world.warnings.length = 0;
  const { backups, upkeepRuns, notifications, messages, appointments, auditLog, settings, users } = schema;
  for (const table of [backups, upkeepRuns, notifications, messages, appointments, auditLog, settings, users])
    await world.ctx.db.delete(table);
  worker = world.as({ type: 'system', job: 'test' });
  admin = world.as(await world.user('admin'));
  const folder = await mkdtemp(join(tmpdir(), 'sowan-upkeep-'));
  folders.push(folder);
  place = { folder, databaseUrl: world.databaseUrl, keys: parseBackupKeys(`1:${'A'.repeat(43)}=`) };
});
afterAll(async () => {
  await world.close();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

const health = async () => (await readBackupHealth(world.ctx.db, world.ctx.clock.now())).state;

describe('backups', () => {
  test('are written, listed, seen to restore, and handed out with a note in the audit log', async () => {
    await makeAppointment(world.ctx.db);
    expect(await health()).toBe('none');
    const { id, fileName } = await backUp(worker, place);
    expect(await health()).toBe('unproven');
    const { rows } = await proveBackup(worker, place);
    expect(rows).toBeGreaterThan(3);
    expect(await health()).toBe('proven');
    const { items, total } = await listBackups(admin, place, PAGE);
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ id, fileName, status: 'done', encrypted: true, proof: 'ok', present: true });
    expect(await openBackup(admin, place, id)).toMatchObject({ path: join(place.folder, fileName) });
    const actions = (await world.audit()).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['backup.written', 'backup.proven', 'backup.downloaded']));
    world.setClock(after(MORNING, hours(37)));
    expect(await health()).toBe('stale');
  });

  test('fail their proof loudly when the tail of the newest is gone', async () => {
    const { fileName } = await backUp(worker, place);
    const file = join(place.folder, fileName);
    await truncate(file, (await stat(file)).size - 20);
    await expect(proveBackup(worker, place)).rejects.toMatchObject({ reason: 'damaged' });
    expect(world.warnings).toContain('THE NEWEST BACKUP DOES NOT RESTORE');
    expect(await readBackupHealth(world.ctx.db, MORNING)).toMatchObject({
      state: 'proof_failed',
      error: 'the backup is cut short or was changed',
      provenAt: MORNING,
    });
  });

  test('that cannot be written leave a row that says so', async () => {
    const nowhere = { ...place, databaseUrl: place.databaseUrl.replace(/[^/]+$/, 'no_such_database') };
    await expect(backUp(worker, nowhere)).rejects.toThrow();
    expect(await health()).toBe('failed');
    expect(await readdir(place.folder)).toEqual([]);
    await expect(proveBackup(worker, place)).rejects.toMatchObject({ reason: 'backup_unknown' });
  });

  test('are deleted after a month, but never the newest three nor the newest proven one', async () => {
    const made: string[] = [];
    for (let day = 0; day < 6; day++) {
      world.setClock(after(MORNING, days(day)));
      made.push((await backUp(worker, place)).fileName);
      if (day === 1) await proveBackup(worker, place);
    }
    world.setClock(after(MORNING, days(30)));
    expect(await deleteOldBackups(worker, place)).toEqual({ backups: 0 });
    world.setClock(after(MORNING, days(90)));
    expect(await deleteOldBackups(worker, place)).toEqual({ backups: 2 });
    expect((await readdir(place.folder)).sort()).toEqual([made[1], ...made.slice(3)].sort());
    expect((await listBackups(admin, place, PAGE)).total).toBe(4);
  });

  test('are the administrators’ alone, and one can be asked for', async () => {
    const host = world.as(await world.user('host'));
    await expect(listBackups(host, place, PAGE)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(openBackup(host, place, 1)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(requestUpkeep(host, { task: 'backup' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await requestUpkeep(admin, { task: 'backup' });
    await requestUpkeep(admin, { task: 'backup' });
    expect(await world.jobs.depth('night')).toBe(1);
  });

  test('restored elsewhere bring the school back', async () => {
    const id = await makeAppointment(world.ctx.db);
    const { fileName } = await backUp(worker, place);
    const other = await openWorld();
    await emptyDatabase(other.databaseUrl);
    await loadBackup(other.databaseUrl, join(place.folder, fileName), place.keys);
    const found = await other.ctx.db.query.appointments.findFirst({ where: eq(schema.appointments.id, id) });
    expect(found?.purpose).toBe('Talk about the school report');
    // That machine has written no backup yet.
    expect((await readBackupHealth(other.ctx.db, MORNING)).state).toBe('none');
    await other.close();
  });
});

describe('what is old', () => {
  test('is archived after a year, and counted in reports all the same', async () => {
    const old = await makeAppointment(world.ctx.db, {
      scheduledAt: new Date('2025-11-22T03:00:00Z'),
      arrivedAt: MORNING,
    });
    const young = await makeAppointment(world.ctx.db, { scheduledAt: new Date('2025-11-24T03:00:00Z') });
    const report = () => visitReport(worker, { period: 'day', day: '2025-11-22' });
    const before = await report();
    expect(await archiveAppointments(worker)).toEqual({ archived: 1 });
    expect(await archiveAppointments(worker)).toEqual({ archived: 0 });
    const rows = await world.ctx.db.query.appointments.findMany();
    expect(rows.map(({ id, archivedAt }) => [id, archivedAt])).toEqual([
      [old, MORNING],
      [young, null],
    ]);
    expect(await report()).toEqual(before);
    expect(before.total.visits).toBe(1);
  });

  test('is in no list of visits until its time or its guest is asked for', async () => {
    await world.ctx.db.delete(schema.appointments);
    const guestId = await makeGuest(world.ctx.db);
    const old = await makeAppointment(world.ctx.db, { guestId, scheduledAt: new Date('2025-11-22T03:00:00Z') });
    const young = await makeAppointment(world.ctx.db, { guestId, scheduledAt: new Date('2025-11-24T03:00:00Z') });
    await archiveAppointments(worker);
    const found = async (filter: Parameters<typeof findAppointments>[1]) =>
      (await findAppointments(admin, filter)).items.map(({ id }) => id);
    expect(await found({})).toEqual([young]);
    expect(await found({ guestId })).toEqual([old, young]);
    expect(await found({ from: '2025-11-22', to: '2025-11-22' })).toEqual([old]);
    expect(await found({ to: '2025-11-30' })).toEqual([old, young]);
  });

  test('among read notifications is deleted after thirty days; unread ones stay', async () => {
    const { id: userId } = await world.user('host');
    const read = (readAt: Date | null) => ({ userId, kind: 'arrival', data: {}, readAt, createdAt: MORNING });
    const rows = [read(after(MORNING, -days(31))), read(after(MORNING, -days(29))), read(null)];
    await world.ctx.db.insert(schema.notifications).values(rows);
    expect(await deleteOldNotifications(worker)).toEqual({ notifications: 1 });
    expect(await world.ctx.db.query.notifications.findMany()).toHaveLength(2);
  });
});

describe("the night's work", () => {
  const TASKS = Object.keys(UPKEEP) as UpkeepTask[];
  const at = (iso: string) => dueUpkeep(new Date(iso), 'Asia/Jakarta').map(({ task, period }) => `${task} ${period}`);

  function handlers(work: (task: UpkeepTask, period: string, runId: number) => Promise<object>): UpkeepHandlers {
    const entries = TASKS.map((task) => [task, (period: string, run: number) => work(task, period, run)]);
    return Object.fromEntries(entries) as UpkeepHandlers;
  }

  test('is due by the clock of the school, and still in the morning after a night without power', () => {
    // 01:29 and 01:30 on Monday 23 November in Jakarta.
    expect(at('2026-11-22T18:29:00Z')).not.toContain('backup 2026-11-23');
    expect(at('2026-11-22T18:30:00Z')).toContain('backup 2026-11-23');
    expect(at('2026-11-23T05:00:00Z')).toEqual(
      expect.arrayContaining([
        'backup 2026-11-23',
        'proof 2026-11-23',
        'report-weekly 2026-11-23',
        'report-monthly 2026-11-01',
      ]),
    );
    expect(at('2026-11-22T16:59:00Z')).toContain('report-weekly 2026-11-16');
  });

  test('is done once a night, however many workers look', async () => {
    const done: string[] = [];
    const work = handlers((task, period) => {
      done.push(`${task} ${period}`);
      return Promise.resolve({});
    });
    await Promise.all([runUpkeep(worker, work), runUpkeep(worker, work), runUpkeep(worker, work)]);
    expect(done.toSorted()).toEqual([...new Set(done)].sort());
    expect(done).toHaveLength(TASKS.length);
    await runUpkeep(worker, work);
    expect(done).toHaveLength(TASKS.length);
    world.setClock(after(MORNING, days(1)));
    await runUpkeep(worker, work);
    expect(done).toContain('backup 2026-11-24');
  });

  test('that fails is told to the admins once, tried again twice, and holds up nothing else', async () => {
    let tries = 0;
    const work = handlers((task) => {
      if (task === 'proof') tries++;
      return task === 'proof' ? Promise.reject(new Error('no rights')) : Promise.resolve({});
    });
    expect(await runUpkeep(worker, work)).toHaveLength(TASKS.length - 1);
    await runUpkeep(worker, work);
    expect(tries).toBe(1);
    for (let i = 1; i < 6; i++) {
      world.setClock(after(MORNING, minutes(21 * i)));
      await runUpkeep(worker, work);
    }
    expect(tries).toBe(3);
    const told = await world.ctx.db.query.notifications.findMany();
    expect(told.map(({ kind, data }) => [kind, data])).toEqual([
      ['upkeep_failed', { task: 'proof', error: 'no rights' }],
    ]);
  });

  test('of a process that died is taken over', async () => {
    await world.ctx.db
      .insert(schema.upkeepRuns)
      .values({ task: 'backup', period: '2026-11-23', startedAt: after(MORNING, -hours(2)) });
    const work = handlers(() => Promise.resolve({}));
    expect(await runUpkeep(worker, work)).not.toContain('backup');
    world.setClock(after(MORNING, hours(2)));
    expect(await runUpkeep(worker, work)).toEqual(['backup']);
  });
});

describe('reports by mail', () => {
  const run = async () => {
    const row = { task: 'report-weekly', period: '2026-11-23', startedAt: MORNING };
    const [inserted] = await world.ctx.db.insert(schema.upkeepRuns).values(row).$returningId();
    return inserted?.id ?? 0;
  };

  test('go to everybody who is named, never twice for one week, with the report as a PDF', async () => {
    await makeAppointment(world.ctx.db, { scheduledAt: new Date('2026-11-18T03:00:00Z'), arrivedAt: MORNING });
    await updateSettings(admin, {
      reportEvery: ['weekly'],
      reportRecipients: ['Kepala@example.org', 'tu@example.org'],
    });
    const id = await run();
    expect(await mailReport(worker, 'daily', '2026-11-23', id)).toEqual({ mails: 0 });
    expect(await mailReport(worker, 'weekly', '2026-11-23', id)).toEqual({ mails: 2 });
    // As after a crash between the commit and the note that it was done.
    expect(await mailReport(worker, 'weekly', '2026-11-23', id)).toEqual({ mails: 0 });
    const mails = await world.ctx.db.query.messages.findMany();
    expect(mails.map(({ recipient, channel }) => [recipient, channel])).toEqual([
      ['kepala@example.org', 'email'],
      ['tu@example.org', 'email'],
    ]);
    const [mail] = mails;
    if (!mail) throw new Error('no mail');
    expect(mail.subject).toBe('Sekolah: Laporan mingguan, 16–22 November 2026');
    expect(mail.body).toContain('Kunjungan: 1');
    expect(mail.body).toContain('/admin/reports?period=week&day=2026-11-16');
    const document = await reportAttachment(worker, mail);
    expect(document?.filename).toBe('sowan-week-2026-11-16.pdf');
    expect(document?.content.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await reportAttachment(worker, { ...mail, attachment: null })).toBeNull();
  });
});
