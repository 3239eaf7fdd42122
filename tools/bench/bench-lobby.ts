import { createHash, randomBytes } from 'node:crypto';
import { tokenOf } from '@sowan/core/passes';
import { openDatabase, schema, type Db } from '@sowan/db';
import { newPassId, type Keyring } from '@sowan/qr';

const CHUNK = 500;
const DAY_MS = 86_400_000;

export interface BenchVisit {
  /** Index of its host. */
  host: number;
  token: string;
}

export interface BenchLobby {
  visits: BenchVisit[];
  /** Cookie of the reception, and of each host by index. */
  deskCookie: string;
  hostCookies: string[];
}

interface Given {
  databaseUrl: string;
  keyring: Keyring;
  hosts: number;
  visits: number;
}

/** A school with a desk, hosts who are all logged in, and visits of today, host after host; written straight into the tables. */
export async function makeBenchLobby({ databaseUrl, keyring, hosts, visits }: Given): Promise<BenchLobby> {
  const database = openDatabase(databaseUrl, { connections: 2 });
  try {
    const { db } = database;
    const now = new Date();
    const stamps = { createdAt: now, updatedAt: now };
    const [deskId = 0, ...hostIds] = await insertAll(db, schema.users, hosts + 1, (i) => ({
      email: `bench${String(i)}@example.org`,
      name: `Person ${String(i)}`,
      role: i === 0 ? ('receptionist' as const) : ('host' as const),
      ...stamps,
    }));
    const guestIds = await insertAll(db, schema.guests, visits, (i) => ({ name: `Guest ${String(i)}`, ...stamps }));
    const visitIds = await insertAll(db, schema.appointments, visits, (i) => ({
      hostId: hostIds[i % hosts] ?? 0,
      guestId: guestIds[i] ?? 0,
      purpose: 'The school report',
      scheduledAt: now,
      ...stamps,
    }));
    const codes = Array.from({ length: visits }, newPassId);
    const pass = (i: number) => ({
      code: codes[i] ?? 0n,
      kind: 'appointment' as const,
      keySlot: keyring.signingSlot,
      appointmentId: visitIds[i] ?? 0,
      createdAt: now,
    });
    await insertAll(db, schema.passes, visits, pass);
    const cookies = await logIn(db, [deskId, ...hostIds]);
    const config = { keyring, publicUrl: 'http://127.0.0.1' };
    return {
      visits: codes.map((_, i) => ({ host: i % hosts, token: tokenOf(config, pass(i)) })),
      deskCookie: cookies[0] ?? '',
      hostCookies: cookies.slice(1),
    };
  } finally {
    await database.close();
  }
}

type Tables = typeof schema.users | typeof schema.guests | typeof schema.appointments | typeof schema.passes;

/** Inserts `n` rows in chunks; gives their ids in order. */
async function insertAll<T extends Tables>(
  db: Db,
  table: T,
  n: number,
  row: (i: number) => T['$inferInsert'],
): Promise<number[]> {
  const ids: number[] = [];
  for (let from = 0; from < n; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, n - from) }, (_, i) => row(from + i));
    const [{ insertId }] = await db.insert(table).values(rows as never);
    ids.push(...rows.map((_, i) => insertId + i));
  }
  return ids;
}

async function logIn(db: Db, userIds: number[]): Promise<string[]> {
  const ids = userIds.map(() => randomBytes(20).toString('hex'));
  const rows = ids.map((id, i) => ({
    id: createHash('sha256').update(id).digest('hex'),
    userId: userIds[i] ?? 0,
    expiresAt: new Date(Date.now() + 20 * DAY_MS),
    createdAt: new Date(),
    lastSeenAt: new Date(),
  }));
  await db.insert(schema.sessions).values(rows);
  return ids.map((id) => `sowan_session=${id}`);
}
