import { type Db, openDatabase, schema } from '@sowan/db';
import { fillAssociation } from './bench-fill-members.ts';
import { fill } from './bench-tables.ts';

const { appointments, auditLog, checkIns, guests, messages, notifications, passes, reviews, users } = schema;

const AT_ONCE = 1000;
const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const HOSTS = 120;
const YEARS = 3;
const MONTHS_AHEAD_DAYS = 60;
const NAMES = ['Siti', 'Budi', 'Dewi', 'Agus', 'Rina', 'Joko', 'Maria', 'Putu', 'Wayan', 'Ahmad', 'Lestari', 'Hasan'];
const FAMILY = ['Aminah', 'Santoso', 'Lestari', 'Wijaya', 'Simanjuntak', 'Hidayat', 'Kusuma', 'Nugroho', 'Rahayu'];
const PURPOSES = ['Rapor', 'Pertemuan wali kelas', 'Izin', 'Beasiswa', 'Kerja sama', 'Pendaftaran'];

/** Small numbers that look random and are the same in every run. */
function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export interface SchoolSize {
  appointments: number;
  guests: number;
  members: number;
}

/** Fills an empty, migrated database with three years of visits and two months of what is to come; gives how many of each. */
export async function fillSchool(url: string, size: SchoolSize) {
  const database = openDatabase(url, { connections: 2 });
  const { db } = database;
  try {
    const now = new Date();
    const roll = dice(7);
    await fill(db, users, HOSTS + 2, (i) => ({
      id: i,
      email: `staff${i}@bench.example`,
      name: nameOf(roll, i),
      role: i === 1 ? ('admin' as const) : i === 2 ? ('receptionist' as const) : ('host' as const),
      createdAt: now,
      updatedAt: now,
    }));
    await fill(db, guests, size.guests, (i) => ({
      id: i,
      name: nameOf(roll, i),
      phone: phoneOf(i),
      email: i % 3 === 0 ? `guest${i}@bench.example` : null,
      createdAt: now,
      updatedAt: now,
    }));
    await fillVisits(db, size, now, roll);
    await fillAssociation(db, size.members, (i) => nameOf(roll, i));
    // Else the server goes on planning for empty tables.
    await db.execute(`analyze table ${FILLED}`);
    return { ...size, hosts: HOSTS };
  } finally {
    await database.close();
  }
}

const FILLED =
  'appointments, audit_log, check_ins, guests, members, messages, notifications, passes, reviews, users, wa_inbound';

const nameOf = (roll: (below: number) => number, i: number) =>
  `${NAMES[roll(NAMES.length)] ?? ''} ${FAMILY[roll(FAMILY.length)] ?? ''} ${i}`;

const phoneOf = (guestId: number) => `+62812${String(10_000_000 + guestId)}`;

async function fillVisits(db: Db, size: SchoolSize, now: Date, roll: (n: number) => number) {
  const first = now.getTime() - YEARS * 365 * DAY_MS;
  const span = YEARS * 365 * DAY_MS + MONTHS_AHEAD_DAYS * DAY_MS;
  const visit = (i: number) => {
    const day = new Date(first + Math.floor((i / size.appointments) * span));
    day.setUTCHours(roll(9), roll(12) * 5, 0, 0);
    const past = day.getTime() < now.getTime() - DAY_MS;
    const fate = roll(100);
    const status = !past ? 'scheduled' : fate < 6 ? 'cancelled' : fate < 12 ? 'no_show' : 'completed';
    const came = status === 'completed';
    const arrivedAt = came ? new Date(day.getTime() + (roll(30) - 12) * MINUTE_MS) : null;
    const metAt = arrivedAt && new Date(arrivedAt.getTime() + roll(40) * MINUTE_MS);
    const completedAt = metAt && new Date(metAt.getTime() + (10 + roll(50)) * MINUTE_MS);
    return { day, guestId: 1 + roll(size.guests), status, arrivedAt, metAt, completedAt } as const;
  };
  const visits = Array.from({ length: size.appointments }, (_, k) => visit(k + 1));
  await fill(db, appointments, size.appointments, (i) => {
    const { day, ...fate } = visits[i - 1] ?? visit(i);
    return {
      id: i,
      hostId: 3 + roll(HOSTS),
      purpose: PURPOSES[roll(PURPOSES.length)] ?? 'Rapor',
      companions: roll(4) === 0 ? 1 + roll(3) : 0,
      scheduledAt: day,
      ...fate,
      createdAt: new Date(day.getTime() - 3 * DAY_MS),
      updatedAt: day,
    };
  });
  await fill(db, passes, size.appointments, (i) => ({
    code: (BigInt(i) << 40n) | BigInt(roll(2 ** 30)),
    kind: 'appointment' as const,
    keySlot: 1,
    appointmentId: i,
    createdAt: visits[i - 1]?.day ?? now,
  }));
  await fill(db, reviews, size.appointments, (i) => {
    const { completedAt } = visits[i - 1] ?? {};
    if (!completedAt || i % 3 > 0) return null;
    const rating = 1 + Math.max(roll(5), roll(5));
    const given = { rating, submittedAt: completedAt, invitedAt: completedAt };
    return { appointmentId: i, hostId: 3 + (i % HOSTS), tokenHash: `bench-${i}`, ...given };
  });
  await fillTraces(db, size.appointments, visits);
}

/** What a visit leaves behind besides: a scan, messages, notices, audit rows. */
async function fillTraces(
  db: Db,
  count: number,
  visits: { day: Date; guestId: number; arrivedAt: Date | null }[],
): Promise<void> {
  for (let from = 1; from <= count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from + 1) }, (_, k) => from + k);
    const at = (i: number) => visits[i - 1]?.day ?? new Date();
    const arrived = numbers.flatMap((i) => {
      const arrivedAt = visits[i - 1]?.arrivedAt;
      return arrivedAt ? [{ i, arrivedAt }] : [];
    });
    await db.insert(messages).values(
      numbers.map((i) => ({
        channel: 'whatsapp' as const,
        kind: 'pass',
        recipient: phoneOf(visits[i - 1]?.guestId ?? 0),
        guestId: visits[i - 1]?.guestId ?? null,
        locale: 'id' as const,
        body: 'SMA Negeri 1 Sowan\n\nJanji temu Anda sudah tercatat.',
        appointmentId: i,
        status: 'read' as const,
        createdAt: at(i),
      })),
    );
    await db.insert(auditLog).values(
      numbers.map((i) => ({
        at: at(i),
        actorType: 'user',
        actorId: 3 + (i % HOSTS),
        action: 'appointment.booked',
        subjectType: 'appointment',
        subjectId: i,
        data: {},
      })),
    );
    if (arrived.length === 0) continue;
    await db.insert(checkIns).values(
      arrived.map(({ i, arrivedAt }) => ({
        appointmentId: i,
        admission: i,
        outcome: 'admitted',
        method: 'scanner' as const,
        desk: 'Meja 1',
        scannedAt: arrivedAt,
      })),
    );
    await db.insert(notifications).values(
      arrived.map(({ i, arrivedAt }) => ({
        userId: 3 + (i % HOSTS),
        kind: 'arrival',
        appointmentId: i,
        data: { guestName: 'Siti' },
        createdAt: arrivedAt,
      })),
    );
  }
}
