import type { InferInsertModel } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { appointments, guests, users } from '../schema/index.ts';

let serial = 0;
const next = () => ++serial;

type Given<T extends typeof users | typeof guests | typeof appointments> = Partial<InferInsertModel<T>>;

/** A user row (role host unless given); returns its id. */
export async function makeUser(db: Db, given: Given<typeof users> = {}): Promise<number> {
  const now = new Date();
  const n = next();
  const row = {
    email: `user${n}@example.org`,
    name: `User ${n}`,
    role: 'host' as const,
    createdAt: now,
    updatedAt: now,
  };
  return insertedId(
    await db
      .insert(users)
      .values({ ...row, ...given })
      .$returningId(),
  );
}

/** A guest row with a valid Indonesian mobile number; returns its id. */
export async function makeGuest(db: Db, given: Given<typeof guests> = {}): Promise<number> {
  const now = new Date();
  const n = next();
  const row = { name: `Guest ${n}`, phone: `+62812${String(10_000_000 + n)}`, createdAt: now, updatedAt: now };
  return insertedId(
    await db
      .insert(guests)
      .values({ ...row, ...given })
      .$returningId(),
  );
}

/** An appointment an hour from now; host and guest are made when not given. Returns its id. */
export async function makeAppointment(db: Db, given: Given<typeof appointments> = {}): Promise<number> {
  const now = new Date();
  const row = {
    hostId: given.hostId ?? (await makeUser(db)),
    guestId: given.guestId ?? (await makeGuest(db)),
    purpose: 'Talk about the school report',
    scheduledAt: new Date(now.getTime() + 3_600_000),
    createdAt: now,
    updatedAt: now,
  };
  return insertedId(
    await db
      .insert(appointments)
      .values({ ...row, ...given })
      .$returningId(),
  );
}

function insertedId(rows: { id: number }[]): number {
  const row = rows[0];
  if (!row) throw new Error('the insert returned no id');
  return row.id;
}
