import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { makeAppointment, makeGuest } from '@sowan/db/test';
import { newPassId, signPass } from '@sowan/qr';
import { cancelAppointment, finishVisit, meetGuest } from '../src/appointments/index.ts';
import { issuePass } from '../src/passes/index.ts';
import { book } from './booking-form.ts';
import { openFrontDesk, reasonOf, type FrontDesk } from './front-desk.ts';
import { after, days, MORNING, openWorld } from './world.ts';

let front: FrontDesk;
beforeAll(async () => {
  front = await openFrontDesk();
});
beforeEach(() => front.world.setClock(MORNING));
afterAll(() => front.world.close());

describe('refusals, in the order of the checks', () => {
  const refusal = async (token: string) => {
    const result = await front.scan(token);
    const recorded = await front.lastCheckIn();
    expect(recorded).toMatchObject({ outcome: reasonOf(result), admission: null, desk: 'A' });
    return reasonOf(result);
  };

  test('something else than a pass', async () => {
    expect(await refusal('https://example.org/menu')).toBe('wrong_format');
    expect(await refusal('{"memberNumber":"M-2025-0142"}')).toBe('wrong_format');
  });

  test('every single character that is not the printed one makes the pass not genuine', async () => {
    const { passToken, id } = await book(front.hostCtx);
    for (let i = 0; i < passToken.length; i++) {
      const flipped = passToken[i] === '7' ? '8' : '7';
      expect(['wrong_format', 'not_genuine']).toContain(
        await refusal(passToken.slice(0, i) + flipped + passToken.slice(i + 1)),
      );
    }
    expect(await front.checkInsOf(id)).toHaveLength(0);
    expect((await front.scan(passToken)).outcome).toBe('admitted');
  });

  test('a pass of another school', async () => {
    const other = await openWorld();
    const pass = await other.ctx.db.transaction(async (tx) =>
      issuePass(tx, other.ctx.pass, { kind: 'guest', guestId: await makeGuest(other.ctx.db), now: MORNING }),
    );
    await other.close();
    expect(await refusal(pass.token)).toBe('not_genuine');
  });

  test('a genuine pass that is not in the books', async () => {
    expect(await refusal(signPass(front.world.ctx.pass.keyring, { kind: 'appointment', id: newPassId() }))).toBe(
      'not_found',
    );
  });

  test('a genuine code under another kind is not in the books', async () => {
    const { id } = await book(front.hostCtx);
    const pass = await front.world.ctx.db.query.passes.findFirst({ where: eq(schema.passes.appointmentId, id) });
    if (!pass) throw new Error('no pass');
    expect(await refusal(signPass(front.world.ctx.pass.keyring, { kind: 'guest', id: pass.code }))).toBe('not_found');
  });

  test('a pass that was replaced, whatever day it is for', async () => {
    const { id, passToken } = await book(front.hostCtx, { scheduledAt: after(MORNING, days(3)).toISOString() });
    await front.world.ctx.db
      .update(schema.passes)
      .set({ revokedAt: MORNING, revokedReason: 'reissued' })
      .where(eq(schema.passes.appointmentId, id));
    expect(await refusal(passToken)).toBe('revoked');
  });

  test('a cancelled visit says so, although its pass is revoked too', async () => {
    const { id, passToken } = await book(front.hostCtx);
    await cancelAppointment(front.hostCtx, id);
    expect(await refusal(passToken)).toBe('cancelled');
  });

  test('another day, even when the visit of that day is over', async () => {
    const { id, passToken } = await book(front.hostCtx);
    front.world.setClock(after(MORNING, days(1)));
    expect(await refusal(passToken)).toBe('other_day');
    front.world.setClock(MORNING);
    await front.scan(passToken);
    await meetGuest(front.hostCtx, id);
    await finishVisit(front.hostCtx, id);
    front.world.setClock(after(MORNING, days(1)));
    expect(await refusal(passToken)).toBe('other_day');
  });

  test('already in while waiting and while meeting, finished after', async () => {
    const { id, passToken } = await book(front.hostCtx);
    await front.scan(passToken);
    expect(await refusal(passToken)).toBe('already_in');
    await meetGuest(front.hostCtx, id);
    expect(await refusal(passToken)).toBe('already_in');
    await finishVisit(front.hostCtx, id);
    expect(await refusal(passToken)).toBe('finished');
  });
});

test('a pass that stands for nothing today is refused, a member card included', async () => {
  const code = newPassId();
  await front.world.ctx.db
    .insert(schema.passes)
    .values({ code, kind: 'member', keySlot: 1, year: 2026, createdAt: MORNING });
  const token = signPass(front.world.ctx.pass.keyring, { kind: 'member', id: code });
  expect(reasonOf(await front.scan(token))).toBe('no_appointment_today');
});

test('a no-show who comes after all on the day is refused as finished', async () => {
  const id = await makeAppointment(front.world.ctx.db, { scheduledAt: MORNING, status: 'no_show' });
  const pass = await front.world.ctx.db.transaction((tx) =>
    issuePass(tx, front.world.ctx.pass, { kind: 'appointment', appointmentId: id, now: MORNING }),
  );
  expect(reasonOf(await front.scan(pass.token))).toBe('finished');
});
