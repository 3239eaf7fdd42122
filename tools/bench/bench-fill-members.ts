import { type Db, schema } from '@sowan/db';
import { fill } from './bench-tables.ts';

const { members, passes, waInbound, waSessions } = schema;

const CARD_YEARS = 3;
const INBOUND = 10_000;
const MINUTE_MS = 60_000;

/** An association with its cards of the last years, and what its members have written by WhatsApp. */
export async function fillAssociation(db: Db, count: number, nameOf: (i: number) => string): Promise<void> {
  const now = new Date();
  const thisYear = now.getUTCFullYear();
  await fill(db, members, count, (i) => ({
    id: i,
    number: `M-${String(thisYear - (i % 5))}-${String(i).padStart(4, '0')}`,
    name: nameOf(i),
    email: i % 10 === 0 ? null : `member${String(i)}@bench.example`,
    phone: `+62813${String(10_000_000 + i)}`,
    status: i % 20 === 0 ? ('inactive' as const) : ('active' as const),
    memberSince: `${String(thisYear - (i % 5))}-01-15`,
    createdAt: now,
    updatedAt: now,
  }));
  await fill(db, passes, count * CARD_YEARS, (i) => ({
    code: (BigInt(i) << 24n) | 1n,
    kind: 'member' as const,
    keySlot: 1,
    memberId: 1 + ((i - 1) % count),
    year: thisYear - Math.floor((i - 1) / count),
    createdAt: now,
  }));
  await fill(db, waSessions, 1, (id) => ({ id, name: 'Bench', isDefault: true, statusAt: now, createdAt: now }));
  await fill(db, waInbound, INBOUND, (i) => ({
    sessionId: 1,
    waMessageId: `bench-${String(i)}`,
    fromJid: `62813${String(10_000_000 + i)}@s.whatsapp.net`,
    phone: `+62813${String(10_000_000 + i)}`,
    pushName: nameOf(i),
    contentType: 'text',
    text: 'Terima kasih, saya datang tepat waktu.',
    receivedAt: new Date(now.getTime() - (INBOUND - i) * MINUTE_MS),
  }));
}
