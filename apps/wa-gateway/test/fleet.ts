import { setTimeout as pause } from 'node:timers/promises';
import { eq, inArray, notInArray } from 'drizzle-orm';
import { enqueueDue, newWaMessageId } from '@sowan/core/messages';
import type { WaSession } from '@sowan/core/whatsapp';
import { schema } from '@sowan/db';
import type { School } from './school.ts';

const { messages, waSessions } = schema;

/** Several sessions of a school, each to be linked to a phone of its own, in the order of their ids. */
export interface Fleet {
  /** Session → the number of its phone. */
  numbers: ReadonlyMap<number, string>;
  sessions(): Promise<WaSession[]>;
  /** The gateways that hold them. */
  owners(): Promise<(string | null)[]>;
  /** Links every session; some gateway must be running. */
  link(): Promise<void>;
  /** Writes so many messages from every session to the guest, and hands them to the queues. */
  write(each: number, to: string): Promise<{ id: number; waMessageId: string }[]>;
  /** Asks again and again until it is true; the database or Redis may be away meanwhile. */
  until(what: string, isTrue: () => Promise<boolean>): Promise<void>;
  untilDelivered(ids: number[]): Promise<void>;
}

const LOOK_MS = 200;

export async function openFleet(school: School, size: number, gapMs = 0): Promise<Fleet> {
  const { ctx, simulator } = school;
  const now = ctx.clock.now();
  const numbers = new Map<number, string>();
  for (let n = 0; n < size; n++) {
    const number = `6281110${String(n).padStart(5, '0')}`;
    await simulator.addPhone(number, `Nomor ${n}`);
    const row = { name: `nomor ${n}`, desiredState: 'running', statusAt: now, createdAt: now } as const;
    const [inserted] = await ctx.db
      .insert(waSessions)
      .values({ ...row, minGapMs: gapMs, maxGapMs: gapMs, newContactsPerDay: 1000 })
      .$returningId();
    if (inserted) numbers.set(inserted.id, number);
  }
  const ids = [...numbers.keys()];
  const fleet: Fleet = {
    numbers,
    sessions: () => ctx.db.select().from(waSessions).where(inArray(waSessions.id, ids)).orderBy(waSessions.id),
    owners: async () => [...new Set((await fleet.sessions()).map(({ owner }) => owner))],
    async link() {
      const scanned = new Set<number>();
      await school.until(async () => {
        for (const event of school.heard) {
          const number = event.type === 'wa_qr' && !scanned.has(event.sessionId) && numbers.get(event.sessionId);
          if (!number || event.type !== 'wa_qr') continue;
          scanned.add(event.sessionId);
          await simulator.scan(number, event.qr);
        }
        return (await fleet.sessions()).every(({ status }) => status === 'connected');
      });
    },
    async write(each, to) {
      const rows = Array.from({ length: each }, (_, n) => ids.map((waSessionId) => ({ n, waSessionId }))).flat();
      const written = rows.map(({ n, waSessionId }) => ({
        channel: 'whatsapp' as const,
        kind: 'feedback',
        recipient: `+${to}`,
        locale: 'id' as const,
        body: `Pesan ${n} dari ${waSessionId}`,
        waSessionId,
        waMessageId: newWaMessageId(),
        createdAt: ctx.clock.now(),
      }));
      const inserted = await ctx.db.insert(messages).values(written).$returningId();
      await enqueueDue(ctx, { channel: 'whatsapp' });
      return inserted.map(({ id }, at) => ({ id, waMessageId: written[at]?.waMessageId ?? '' }));
    },
    async until(what, isTrue) {
      for (let last: unknown; ; await pause(LOOK_MS)) {
        try {
          if (await isTrue()) return;
        } catch (error) {
          if (String(error) !== String(last)) ctx.log.warn({ err: error, what }, 'asked in vain');
          last = error;
        }
      }
    },
    untilDelivered: (wanted) =>
      fleet.until('delivered', async () => {
        const waiting = await ctx.db
          .select({ id: messages.id })
          .from(messages)
          .where(notInArray(messages.status, ['delivered', 'read']));
        return !waiting.some(({ id }) => wanted.includes(id));
      }),
  };
  // The school's own session is not wanted here.
  await ctx.db.update(waSessions).set({ desiredState: 'stopped' }).where(eq(waSessions.id, school.sessionId));
  return fleet;
}
