import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import {
  answerArrival,
  cancelAppointment,
  closePastDays,
  finishVisit,
  handOverAppointment,
  isLate,
  meetGuest,
  rescheduleAppointment,
  statusAfter,
  type Move,
} from '../src/appointments/index.ts';
import { scanPass } from '../src/check-in/index.ts';
import { DomainError, type AppointmentStatus, type Ctx } from '../src/index.ts';
import { book } from './booking-form.ts';
import { after, days, minutes, MORNING, openWorld, type User, type World } from './world.ts';

/** D1, written down once more: what every verb may do. */
type Legal = Partial<Record<AppointmentStatus, AppointmentStatus>>;
const LEGAL: Record<Exclude<Move, 'miss' | 'close' | 'amend'>, Legal> = {
  arrive: { scheduled: 'waiting' },
  meet: { waiting: 'in_progress' },
  finish: { in_progress: 'completed' },
  cancel: { scheduled: 'cancelled' },
};
/** What the day's end makes of a visit that nobody has ended. */
const NIGHT: Legal = { scheduled: 'no_show', waiting: 'completed', in_progress: 'completed' };
const RULES: Record<Move, Legal> = {
  ...LEGAL,
  miss: { scheduled: 'no_show' },
  close: { waiting: 'completed', in_progress: 'completed' },
  amend: { no_show: 'completed' },
};
const AT_ONCE = Object.keys(LEGAL) as (keyof typeof LEGAL)[];
/** Verbs that leave the status as it is, and when they are allowed. */
const CHANGES = {
  reschedule: ['scheduled'],
  'hand over': ['scheduled', 'waiting'],
  answer: ['waiting'],
} satisfies Record<string, AppointmentStatus[]>;
type Step = keyof typeof LEGAL | keyof typeof CHANGES;
const step = fc.constantFrom<Step | 'night'>(...AT_ONCE, 'reschedule', 'hand over', 'answer', 'night');
const move = fc.constantFrom(...AT_ONCE);
const isMove = (wanted: Step): wanted is keyof typeof LEGAL => wanted in LEGAL;

let world: World;
let hostUser: User;
let hostCtx: Ctx;
let desk: Ctx;
let admin: Ctx;
let colleague: number;

beforeAll(async () => {
  world = await openWorld();
  const { db } = world.wide(20);
  hostUser = await world.user('host');
  hostCtx = { ...world.as(hostUser), db };
  desk = { ...world.as(await world.user('receptionist')), db };
  admin = { ...world.as(await world.user('admin')), db };
  colleague = (await world.user('host')).id;
});
afterAll(() => world.close());

/** The verb behind a step; resolves to whether it was done, rejects with anything but the refusal there should be. */
async function attempt(visit: { id: number; passToken: string }, wanted: Step): Promise<boolean> {
  if (wanted === 'arrive') {
    const result = await scanPass(desk, { scanned: visit.passToken, method: 'scanner', desk: 'A' });
    return result.outcome === 'admitted';
  }
  const verbs: Record<Exclude<Step, 'arrive'>, () => Promise<void>> = {
    meet: () => meetGuest(admin, visit.id),
    finish: () => finishVisit(admin, visit.id),
    cancel: () => cancelAppointment(admin, visit.id),
    answer: () => answerArrival(admin, visit.id, 'coming'),
    reschedule: () => reschedule(visit.id),
    'hand over': () => handOver(visit.id),
  };
  try {
    await verbs[wanted]();
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'CONFLICT' && error.reason === 'illegal_move') return false;
    throw error;
  }
}

async function night(): Promise<void> {
  world.setClock(after(MORNING, days(1)));
  await closePastDays({ ...world.as({ type: 'system', job: 'test' }), db: admin.db });
  world.setClock(MORNING);
}

/** A minute later than it was: always another time, always today. */
async function reschedule(id: number): Promise<void> {
  const { scheduledAt } = await stored(id);
  await rescheduleAppointment(admin, id, { scheduledAt: after(scheduledAt, minutes(1)).toISOString() });
}

/** To and fro between the host and a colleague. */
async function handOver(id: number): Promise<void> {
  const { hostId } = await stored(id);
  await handOverAppointment(admin, id, hostId === colleague ? hostUser.id : colleague);
}

async function stored(id: number) {
  const row = await world.ctx.db.query.appointments.findFirst({ where: eq(schema.appointments.id, id) });
  if (!row) throw new Error('the appointment is gone');
  return row;
}

test('no sequence of verbs leads anywhere but along D1, and every other step is an illegal move', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (wanted) => {
      const visit = await book(hostCtx);
      let status: AppointmentStatus = 'scheduled';
      for (const next of wanted) {
        if (next === 'night') {
          await night();
          status = NIGHT[status] ?? status;
        } else {
          const to: AppointmentStatus | undefined = isMove(next) ? LEGAL[next][status] : undefined;
          const allowed = isMove(next) ? to !== undefined : CHANGES[next].some((from) => from === status);
          expect(await attempt(visit, next), `${next} while ${status}`).toBe(allowed);
          status = to ?? status;
        }
        expect((await stored(visit.id)).status).toBe(status);
      }
    }),
    { numRuns: 25 },
  );
});

test('verbs at the same instant: those that were done make one path of D1, and the appointment stands at its end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Step[]>([], ['arrive'], ['arrive', 'meet']),
      fc.array(move, { minLength: 2, maxLength: 12 }),
      async (before, wanted) => {
        const visit = await book(hostCtx);
        for (const step of before) await attempt(visit, step);
        const { status: start } = await stored(visit.id);
        const results = await Promise.all(wanted.map((step) => attempt(visit, step)));
        const done = wanted.filter((_, i) => results[i]);
        expect(new Set(done).size).toBe(done.length);
        let status = start;
        for (let left = done.length; left > 0; left--) {
          const next = done.map((step) => LEGAL[step][status]).find((to) => to !== undefined);
          if (!next) throw new Error(`${done.join()} is no path from ${start}`);
          status = next;
        }
        expect((await stored(visit.id)).status).toBe(status);
      },
    ),
    { numRuns: 25 },
  );
});

test('every step leaves its instant, and only its own', async () => {
  const visit = await book(hostCtx);
  const at = (n: number) => after(MORNING, minutes(n));
  for (const [i, step] of (['arrive', 'meet', 'finish'] as const).entries()) {
    world.setClock(at(i + 1));
    await attempt(visit, step);
  }
  world.setClock(MORNING);
  expect(await stored(visit.id)).toMatchObject({
    arrivedAt: at(1),
    metAt: at(2),
    completedAt: at(3),
    cancelledAt: null,
    updatedAt: at(3),
  });
});

test('the rule itself knows every status, also those no verb leads to', () => {
  for (const status of schema.APPOINTMENT_STATUSES) {
    for (const step of Object.keys(RULES) as Move[]) {
      const to = RULES[step][status];
      if (to) expect(statusAfter(status, step)).toBe(to);
      else expect(() => statusAfter(status, step)).toThrow('illegal_move');
    }
  }
});

test('late is derived: after the grace, and never for a guest who has not come', () => {
  const scheduledAt = MORNING;
  expect(isLate({ scheduledAt, arrivedAt: null }, 0)).toBe(false);
  expect(isLate({ scheduledAt, arrivedAt: after(MORNING, minutes(10)) }, 10)).toBe(false);
  expect(isLate({ scheduledAt, arrivedAt: after(MORNING, minutes(10) + 1) }, 10)).toBe(true);
  expect(isLate({ scheduledAt, arrivedAt: after(MORNING, 1) }, 0)).toBe(true);
});
