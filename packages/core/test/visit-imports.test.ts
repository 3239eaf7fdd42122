import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { createConsumer, whatsappQueue } from '@sowan/jobs';
import { formatCsv, readCsv } from '../src/csv.ts';
import { closeDays } from '../src/closed-days/index.ts';
import type { Ctx } from '../src/index.ts';
import {
  cancelImport,
  getImport,
  importTemplate,
  listImports,
  previewImport,
  runImport,
  startImport,
} from '../src/visit-imports/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import { claimMessage } from '../src/messages/index.ts';
import { setNoticePreferences } from '../src/notifications/index.ts';
import { book } from './booking-form.ts';
import { after, hours, minutes, MORNING, openWorld, SOON, type User, type World } from './world.ts';

let world: World;
let rina: User;
let rinaCtx: Ctx;
let adminCtx: Ctx;
const running = new AbortController().signal;

beforeAll(async () => {
  world = await openWorld();
  rina = await world.user('host', { name: 'Bu Rina' });
  rinaCtx = world.as(rina);
  adminCtx = world.as(await world.user('admin'));
});
beforeEach(() => world.setClock(MORNING));
afterAll(() => world.close());

const worker = () => world.as({ type: 'system', job: 'worker' });
const HEADER = 'name,phone,date,time,purpose,email,companions';
const file = (...lines: string[]) => ({ fileName: 'parents.csv', csv: [HEADER, ...lines].join('\r\n') });
let phones = 0;
const line = (at: string, name = 'Wali') => `${name},0812${String(30_000_000 + ++phones)},2026-11-25,${at},Rapor,,1`;
const lines = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    line(`${String(8 + Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`),
  );

describe('a CSV file', () => {
  test('reads back as it was written, whatever is in its cells', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', ' ', '0') })
      .map((text) => text.trim());
    const record = fc.array(cell, { minLength: 2, maxLength: 5 }).filter((cells) => cells.some((text) => text !== ''));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (records) => {
        const text = formatCsv(['x', 'y', 'z']) + records.map(formatCsv).join('');
        const read = await Array.fromAsync(readCsv(text));
        expect(read.slice(1).map(({ cells }) => cells)).toEqual(records);
      }),
    );
  });

  test('of a spreadsheet with semicolons and a byte order mark counts its lines as an editor does', async () => {
    const text = '\uFEFFname;phone\r\n\r\n"Siti\nAminah";1\r\nBudi;2\r\n';
    expect(await Array.fromAsync(readCsv(text))).toEqual([
      { line: 1, cells: ['name', 'phone'] },
      { line: 3, cells: ['Siti\nAminah', '1'] },
      { line: 5, cells: ['Budi', '2'] },
    ]);
  });

  test('holds no formula, and leaves phone numbers alone', () => {
    expect(formatCsv(['=1+1', '+62812', '-x', '@a', '-5', -5])).toBe("'=1+1,+62812,'-x,'@a,-5,-5\r\n");
    expect(formatCsv([' =1+1', '\u00A0@a', '\t-5', ' +62812'])).toBe("' =1+1,'\u00A0@a,\"'\t'-5\", +62812\r\n");
  });

  test.each([
    ["x;=cmd|' /C calc'!A0;y", "x;'=cmd|' /C calc'!A0;y"],
    ['x; \t+1', "x; \t'+1"],
    ['agenda\r\n-1', "agenda\r\n'-1"],
    ['x;"@a"', `x;""'@a""`],
    ['a = b; c - d', 'a = b; c - d'],
  ])('holds no formula for a spreadsheet that splits it at semicolons: %j', (cell, written) => {
    expect(formatCsv([12, cell, 'b'])).toBe(`12,"${written}",b\r\n`);
  });
});

describe('a dry run', () => {
  test('names what is wrong with each line, all of it at once, and writes nothing', async () => {
    await closeDays(adminCtx, { first: '2026-12-24', last: '2026-12-24', name: 'Libur' });
    const preview = await previewImport(
      rinaCtx,
      file(
        line('09:00'),
        ',12,2026-11-31,25:00,,not-an-address,many',
        'Wali,0812 3333 0001,2026-11-01,09:00,Rapor,,',
        'Wali,0812 3333 0002,24/12/2026,09.15,Rapor,,',
        'Wali,0812 3333 0003,2027-03-01,09:00,Rapor,,',
      ),
    );
    expect(preview).toMatchObject({ bookable: 1, faulty: 4, duplicates: 0 });
    const problems = preview.rows.map((row) => [
      row.line,
      ...row.errors.map(({ column, reason }) => `${column} ${reason}`).sort(),
    ]);
    expect(problems).toEqual([
      [2],
      [
        3,
        'companions invalid',
        'date time_invalid',
        'email email_invalid',
        'name required',
        'phone phone_invalid',
        'purpose required',
      ],
      [4, 'date in_the_past'],
      [5, 'date school_closed'],
      [6, 'date too_far_ahead'],
    ]);
    expect((await listImports(rinaCtx, { page: 1, pageSize: 1 })).total).toBe(0);
  });

  test('knows duplicates within the file and with what is booked, and the stored name of a known phone', async () => {
    const guestPhone = '0812 4444 0001';
    await book(rinaCtx, { guestPhone, guestName: 'Siti', scheduledAt: '2026-11-25T02:00:00Z' });
    const preview = await previewImport(
      rinaCtx,
      file(
        `Sitti,${guestPhone},2026-11-25,09:00,Rapor,,`,
        `Siti,+62 812 4444 0001,2026-11-25,10:00,Rapor,,`,
        `Siti,${guestPhone},2026-11-25,10.00,Rapor,,`,
      ),
    );
    expect(preview.rows.map(({ duplicate, storedName }) => [duplicate?.line, storedName])).toEqual([
      [null, 'Siti'],
      [undefined, null],
      [3, null],
    ]);
    expect(preview).toMatchObject({ bookable: 1, duplicates: 2 });
  });

  test('refuses what is no such file, and more rows than may be', async () => {
    const refusal = (csv: string) =>
      previewImport(rinaCtx, { fileName: 'x.csv', csv }).catch((error: unknown) => error);
    expect(await refusal('name,phone\r\n')).toMatchObject({ reason: 'no_rows' });
    expect(await refusal('name,phone\r\nx,1')).toMatchObject({
      reason: 'columns_missing',
      detail: { columns: 'date, time, purpose' },
    });
    const many = [HEADER, ...Array.from({ length: 1001 }, () => 'a,1,2,3,4,,')].join('\n');
    expect(await refusal(many)).toMatchObject({ reason: 'too_many_rows', detail: { most: 1000 } });
  });

  test('asks an admin for the host of each line; the template itself is a file that fits', async () => {
    const row = '2026-11-26,09:00,Rapor';
    const csv = `nama,no hp,tanggal,jam,keperluan,guru\nA,081255550001,${row},\nB,081255550002,${row},nobody@x.org`;
    const preview = await previewImport(adminCtx, { fileName: 'x.csv', csv });
    expect(preview.rows.map(({ errors }) => errors.map(({ reason }) => reason))).toEqual([
      ['required'],
      ['host_unknown'],
    ]);
    for (const ctx of [rinaCtx, adminCtx]) {
      const template = { fileName: 'x.csv', csv: await importTemplate(ctx) };
      expect(await previewImport(ctx, template)).toMatchObject({ bookable: 1 });
    }
  });
});

describe('an import', () => {
  const visitsOf = async (importId: number) => {
    const rows = await world.ctx.db.query.visitImportRows.findMany({
      where: eq(schema.visitImportRows.importId, importId),
    });
    return rows.map(({ appointmentId }) => appointmentId);
  };

  test('books every right line once, in the name of who started it, and leaves the others out', async () => {
    const { importId } = await startImport(rinaCtx, file(...lines(3), 'x,1,2,3,4,,'));
    await expect(startImport(rinaCtx, file(line('12:00')))).rejects.toMatchObject({ reason: 'import_running' });
    await runImport(worker(), importId, running);
    await runImport(worker(), importId, running);
    expect(await getImport(rinaCtx, importId)).toMatchObject({
      status: 'done',
      total: 3,
      counts: { booked: 3, pending: 0 },
    });
    const ids = await visitsOf(importId);
    expect(new Set(ids).size).toBe(3);
    const first = await world.ctx.db.query.appointments.findFirst({ where: eq(schema.appointments.id, ids[0] ?? 0) });
    expect(first).toMatchObject({ hostId: rina.id, createdBy: rina.id, companions: 1 });
  });

  test('whose worker ends goes on where it was, also after a booking that was not noted down', async () => {
    const { importId } = await startImport(rinaCtx, file(...lines(4)));
    const ended = AbortSignal.abort();
    await runImport(worker(), importId, ended);
    expect(await getImport(rinaCtx, importId)).toMatchObject({ status: 'running', counts: { pending: 4 } });
    // Another worker leaves it alone for as long as the first may live.
    await runImport(worker(), importId, running);
    expect((await getImport(rinaCtx, importId)).counts.pending).toBe(4);
    world.setClock(after(MORNING, minutes(1)));
    await runImport(worker(), importId, running);
    const booked = await visitsOf(importId);
    await world.ctx.db
      .update(schema.visitImportRows)
      .set({ status: 'pending', appointmentId: null })
      .where(eq(schema.visitImportRows.importId, importId));
    await world.ctx.db
      .update(schema.visitImports)
      .set({ status: 'running' })
      .where(eq(schema.visitImports.id, importId));
    world.setClock(after(MORNING, hours(1)));
    await runImport(worker(), importId, running);
    expect(await visitsOf(importId)).toEqual(booked);
  });

  test('that is called off stops, and says what it left out', async () => {
    const { importId } = await startImport(rinaCtx, file(...lines(2)));
    await cancelImport(rinaCtx, importId);
    await runImport(worker(), importId, running);
    expect(await getImport(rinaCtx, importId)).toMatchObject({
      status: 'cancelled',
      counts: { skipped: 2, booked: 0 },
    });
    await expect(cancelImport(rinaCtx, importId)).rejects.toMatchObject({ reason: 'not_now' });
  });

  test('meets what has changed since the dry run line by line, and is its owner’s to see', async () => {
    const { importId } = await startImport(rinaCtx, file(line('09:00')));
    world.setClock(new Date('2026-11-25T03:00:00Z'));
    await runImport(worker(), importId, running);
    const { rows } = await getImport(adminCtx, importId, { status: 'failed' });
    expect(rows.items).toMatchObject([{ line: 2, reason: 'in_the_past' }]);
    const other = world.as(await world.user('host'));
    await expect(getImport(other, importId)).rejects.toMatchObject({ reason: 'import_unknown' });
    await expect(cancelImport(other, importId)).rejects.toMatchObject({ reason: 'not_now' });
  });

  test('writes to many: what somebody waits for overtakes its messages, and its mails are mails like any other', async () => {
    const sessionId = await world.linkWhatsapp();
    await setNoticePreferences(rinaCtx, { arrivalByWhatsapp: true, phone: '0812 9000 0009' });
    const withMail = `Wali Surel,0812${String(30_000_000 + ++phones)},2026-11-25,16:00,Rapor,wali@example.org,0`;
    const { importId } = await startImport(rinaCtx, file(...lines(3), withMail));
    await runImport(worker(), importId, running);
    const guest = await book(rinaCtx, { guestName: 'Siti' });
    const desk = world.as(await world.user('receptionist'));
    await scanPass(desk, { scanned: guest.passToken, method: 'camera', desk: 'A' });

    const order: string[] = [];
    const consumer = createConsumer(
      { url: world.redisUrl, namespace: world.namespace },
      whatsappQueue(sessionId),
      {
        async sendWhatsapp({ messageId }) {
          const message = await world.ctx.db.query.messages.findFirst({ where: eq(schema.messages.id, messageId) });
          order.push(message?.appointmentId === guest.id ? message.kind : 'import');
        },
      },
      { onError: (error) => expect.unreachable(error.message) },
    );
    await expect.poll(() => order.length, SOON).toBe(6);
    await consumer.close();
    expect(order).toEqual(['arrival', 'pass', 'import', 'import', 'import', 'import']);

    const mail = await world.ctx.db.query.messages.findFirst({
      where: eq(schema.messages.recipient, 'wali@example.org'),
    });
    const claimed = mail && (await claimMessage(worker(), mail.id));
    expect(claimed).toMatchObject({ kind: 'pass', bulk: true, memberId: null });
  });
});
