import { tokenOf } from '@sowan/core/passes';
import { openDatabase, schema } from '@sowan/db';
import { newPassId, type Keyring } from '@sowan/qr';
import { fill, logIn } from './bench-tables.ts';

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
    const [deskId = 0, ...hostIds] = await fill(db, schema.users, hosts + 1, (i) => ({
      email: `bench${String(i)}@example.org`,
      name: `Person ${String(i)}`,
      role: i === 1 ? ('receptionist' as const) : ('host' as const),
      ...stamps,
    }));
    const guestIds = await fill(db, schema.guests, visits, (i) => ({ name: `Guest ${String(i)}`, ...stamps }));
    const visitIds = await fill(db, schema.appointments, visits, (i) => ({
      hostId: hostIds[(i - 1) % hosts] ?? 0,
      guestId: guestIds[i - 1] ?? 0,
      purpose: 'The school report',
      scheduledAt: now,
      ...stamps,
    }));
    const codes = Array.from({ length: visits }, newPassId);
    const pass = (i: number) => ({
      code: codes[i - 1] ?? 0n,
      kind: 'appointment' as const,
      keySlot: keyring.signingSlot,
      appointmentId: visitIds[i - 1] ?? 0,
      createdAt: now,
    });
    await fill(db, schema.passes, visits, pass);
    const cookies = await logIn(db, [deskId, ...hostIds]);
    const config = { keyring, publicUrl: 'http://127.0.0.1' };
    return {
      visits: codes.map((_, i) => ({ host: i % hosts, token: tokenOf(config, pass(i + 1)) })),
      deskCookie: cookies[0] ?? '',
      hostCookies: cookies.slice(1),
    };
  } finally {
    await database.close();
  }
}
