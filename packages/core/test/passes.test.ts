import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { generateKeyringSpec, newPassId, parseKeyring, signPass, verifyScan } from '@sowan/qr';
import { cancelAppointment, passOfAppointment } from '../src/appointments/index.ts';
import type { Ctx } from '../src/index.ts';
import { issuePass, passImageSubjects, qrTextOf, viewPass } from '../src/passes/index.ts';
import { book } from './booking-form.ts';
import { MORNING, openWorld, type World } from './world.ts';

let world: World;
let hostCtx: Ctx;
beforeAll(async () => {
  world = await openWorld();
  hostCtx = world.as(await world.user('host', { name: 'Bu Rina' }));
});
afterAll(() => world.close());

test('the holder of a pass sees the visit and nobody’s number or address', async () => {
  const visit = await book(hostCtx, {
    guestName: 'Siti',
    guestPhone: '0812 4000 0001',
    guestEmail: 'siti@example.org',
    purpose: 'Scholarship',
  });
  const view = await viewPass(world.ctx, visit.passToken.toLowerCase());
  expect(view).toMatchObject({
    token: visit.passToken,
    kind: 'appointment',
    valid: true,
    organisationName: 'Sekolah',
    guestName: 'Siti',
    appointment: { status: 'scheduled', hostName: 'Bu Rina', purpose: 'Scholarship' },
  });
  expect(JSON.stringify(view)).not.toMatch(/4000|example\.org/);
  await cancelAppointment(hostCtx, visit.id);
  expect(await viewPass(world.ctx, visit.passToken)).toMatchObject({
    valid: false,
    appointment: { status: 'cancelled' },
  });
});

test('a standing pass names its guest', async () => {
  const { guestId } = await book(hostCtx, { guestName: 'Siti Aminah' });
  const pass = await world.ctx.db.query.passes.findFirst({ where: eq(schema.passes.guestId, guestId) });
  if (!pass) throw new Error('no standing pass');
  const token = signPass(world.ctx.pass.keyring, { kind: 'guest', id: pass.code });
  expect(await viewPass(world.ctx, token)).toMatchObject({
    kind: 'guest',
    guestName: 'Siti Aminah',
    appointment: null,
  });
});

test('what is no pass, is forged or unknown has a reason each', async () => {
  const forged = signPass(parseKeyring(generateKeyringSpec()), { kind: 'guest', id: newPassId() });
  const unknown = signPass(world.ctx.pass.keyring, { kind: 'guest', id: newPassId() });
  const { id } = await book(hostCtx);
  const pass = await world.ctx.db.query.passes.findFirst({ where: eq(schema.passes.appointmentId, id) });
  const otherKind = signPass(world.ctx.pass.keyring, { kind: 'member', id: pass?.code ?? 0n });
  for (const [token, reason] of [
    [otherKind, 'not_found'],
    ['hello', 'wrong_format'],
    [forged, 'not_genuine'],
    [unknown, 'not_found'],
  ] as const) {
    await expect(viewPass(world.ctx, token)).rejects.toMatchObject({ code: 'NOT_FOUND', reason });
  }
});

test('a new key changes no pass that was printed before it', async () => {
  const visit = await book(hostCtx);
  const [slot, key] = [...world.ctx.pass.keyring.keys][0] ?? [];
  if (slot === undefined || !key) throw new Error('no key');
  const spec = `2:${Buffer.alloc(32, 7).toString('base64')},1:${key.export().toString('base64')}`;
  const rotated = { ...hostCtx, pass: { ...hostCtx.pass, keyring: parseKeyring(spec) } };
  expect((await passOfAppointment(rotated, visit.id)).token).toBe(visit.passToken);
  const next = await book(rotated);
  expect(verifyScan(rotated.pass.keyring, next.passToken)).toMatchObject({ ok: true, slot: 2 });
  expect(await viewPass(rotated, visit.passToken)).toMatchObject({ valid: true });
  expect(await viewPass(rotated, next.passToken)).toMatchObject({ valid: true });
});

test('every pass that is not revoked ought to have an image: all of them are found, also over many pages', async () => {
  const other = await openWorld();
  const { db, pass } = other.ctx;
  const rows = Array.from({ length: 2003 }, () => ({
    code: newPassId(),
    kind: 'member' as const,
    keySlot: 1,
    createdAt: MORNING,
  }));
  const codes = rows.map(({ code }) => code).sort((a, b) => (a < b ? -1 : 1));
  const [revoked = 0n] = codes.splice(1000, 1);
  await db.insert(schema.passes).values(rows);
  await db.update(schema.passes).set({ revokedAt: MORNING }).where(eq(schema.passes.code, revoked));
  const range = async (from: bigint, to: bigint) => {
    const found: { id: bigint; text: string }[] = [];
    for await (const subject of passImageSubjects(db, pass)({ from, to })) found.push(subject);
    return found;
  };
  const all = await range(0n, 2n ** 64n - 1n);
  expect(all.map(({ id }) => id)).toEqual(codes);
  expect(all[0]?.text).toBe(qrTextOf(pass, { kind: 'member', code: codes[0] ?? 0n, keySlot: 1 }));
  expect(all[0]?.text).toMatch(/^HTTPS:\/\/TAMU\.EXAMPLE\.SCH\.ID\/P\/[0-9A-Z]{40}$/);
  const [first = 0n, third = 0n] = [codes[0], codes[2]];
  expect((await range(first, third)).map(({ id }) => id)).toEqual(codes.slice(0, 3));
  await other.close();
});

test('two passes never share a code', async () => {
  const { guestId } = await book(hostCtx);
  const issued = await world.ctx.db.transaction(async (tx) => [
    await issuePass(tx, world.ctx.pass, { kind: 'guest', guestId, now: MORNING }),
    await issuePass(tx, world.ctx.pass, { kind: 'guest', guestId, now: MORNING }),
  ]);
  expect(new Set(issued.map(({ token }) => token)).size).toBe(2);
});
