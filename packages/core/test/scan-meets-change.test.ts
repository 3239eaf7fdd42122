import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { handOverAppointment, rescheduleAppointment } from '../src/appointments/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import type { Ctx } from '../src/index.ts';
import { book } from './booking-form.ts';
import { after, days, MORNING, openWorld, SOON, type User, type World } from './world.ts';

let world: World;
let rina: User;
let budi: User;
let desk: Ctx;
let admin: Ctx;

beforeAll(async () => {
  world = await openWorld();
  rina = await world.user('host', { name: 'Bu Rina' });
  budi = await world.user('host', { name: 'Pak Budi' });
  const { db } = world.wide(4);
  desk = { ...world.as(await world.user('receptionist')), db };
  admin = { ...world.as(await world.user('admin')), db };
});
beforeEach(() => world.setClock(MORNING));
afterAll(() => world.close());

const scan = (scanned: string) => scanPass(desk, { scanned, method: 'camera', desk: 'Gate' });

/** The server renews what it tells of transactions only for those who haven't asked for 0.1 s. */
const ASKED = { ...SOON, interval: 150 };

/** How many transactions wait for a row that another has locked. */
async function waiting(): Promise<number> {
  const [rows] = await world.ctx.db.execute(sql`
    select count(*) as n from information_schema.innodb_trx t
    join information_schema.processlist p on p.id = t.trx_mysql_thread_id
    where p.db = database() and t.trx_state = 'LOCK WAIT'`);
  return Number((rows as unknown as { n: number }[])[0]?.n);
}

/** Runs both at the same instant: the visit's row is held until the second has got in line behind the first. */
async function inLine<A, B>(id: number, first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> {
  const { appointments } = schema;
  // In an object, for a promise that the transaction returned would be awaited before its end.
  const { both } = await world.wide(1).db.transaction(async (tx) => {
    await tx.select({ id: appointments.id }).from(appointments).where(eq(appointments.id, id)).for('update');
    const one = first();
    await expect.poll(waiting, ASKED).toBe(1);
    const two = second();
    await expect.poll(waiting, ASKED).toBe(2);
    return { both: Promise.all([one, two]) };
  });
  return both;
}

const noticesOf = (appointmentId: number) =>
  world.ctx.db.query.notifications.findMany({ where: eq(schema.notifications.appointmentId, appointmentId) });

describe('a visit handed over while its pass is scanned', () => {
  const handOver = (id: number) => () => handOverAppointment(admin, id, budi.id);

  test('just before: the guest is let in to the new host, who is told', async () => {
    const visit = await book(world.as(rina));
    const [, result] = await inLine(visit.id, handOver(visit.id), () => scan(visit.passToken));
    expect(result).toMatchObject({ outcome: 'admitted', appointment: { hostId: budi.id, hostName: 'Pak Budi' } });
    const arrivals = (await noticesOf(visit.id)).filter(({ kind }) => kind === 'arrival');
    expect(arrivals).toMatchObject([{ userId: budi.id }]);
  });

  test('just after: the new host reads that the guest is waiting', async () => {
    const visit = await book(world.as(rina));
    const [result] = await inLine(visit.id, () => scan(visit.passToken), handOver(visit.id));
    expect(result).toMatchObject({ outcome: 'admitted', appointment: { hostId: rina.id } });
    const handed = (await noticesOf(visit.id)).filter(({ kind }) => kind === 'handed_over');
    expect(handed).toMatchObject([{ userId: budi.id, data: { waiting: true } }]);
  });
});

test('a visit moved to another day just before its pass is scanned lets nobody in today', async () => {
  const visit = await book(world.as(rina));
  const tomorrow = { scheduledAt: after(MORNING, days(1)).toISOString() };
  const move = () => rescheduleAppointment(admin, visit.id, tomorrow);
  const [, result] = await inLine(visit.id, move, () => scan(visit.passToken));
  expect(result).toMatchObject({ outcome: 'refused', reason: 'other_day' });
});
