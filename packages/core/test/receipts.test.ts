import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { MESSAGE_STATUSES } from '@sowan/db/schema';
import type { Ctx, MessageStatus } from '../src/index.ts';
import {
  claimMessage,
  failMessage,
  isProgress,
  recordProgress,
  type ClaimedMessage,
  type Message,
} from '../src/messages/index.ts';
import { book } from './booking-form.ts';
import { after, minutes, MORNING, openWorld, type World } from './world.ts';

let world: World;
let hostCtx: Ctx;
let system: Ctx;

beforeAll(async () => {
  world = await openWorld();
  hostCtx = world.as(await world.user('host'));
  system = { ...world.as({ type: 'system', job: 'test' }), db: world.wide(20).db };
});
afterAll(() => world.close());

const RECEIPTS = ['sent', 'delivered', 'read'] as const;
type Receipt = (typeof RECEIPTS)[number];
const rank = (status: MessageStatus) => ['queued', 'sending', ...RECEIPTS].indexOf(status);

async function stored(id: number): Promise<Message> {
  const row = await world.ctx.db.query.messages.findFirst({ where: eq(schema.messages.id, id) });
  if (!row) throw new Error('the message is gone');
  return row;
}

async function claimed(): Promise<ClaimedMessage> {
  const { id } = await book(hostCtx);
  const row = await world.ctx.db.query.messages.findFirst({ where: eq(schema.messages.appointmentId, id) });
  const claim = row && (await claimMessage(system, row.id));
  if (!claim) throw new Error('nothing to claim');
  return claim;
}

const apply = (message: ClaimedMessage, receipt: Receipt) =>
  recordProgress(
    system,
    receipt === 'sent' ? { id: message.id } : { waMessageId: String(message.waMessageId) },
    receipt,
  );

test('receipts out of order, late or repeated never take a message back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...RECEIPTS), { maxLength: 8 }), async (receipts) => {
      const message = await claimed();
      let reached: MessageStatus = 'sending';
      for (const [i, receipt] of receipts.entries()) {
        world.setClock(after(MORNING, minutes(i)));
        const news = await apply(message, receipt);
        expect(news).toBe(rank(receipt) > rank(reached));
        if (news) reached = receipt;
        expect((await stored(message.id)).status).toBe(reached);
      }
      world.setClock(MORNING);
    }),
    { numRuns: 25 },
  );
});

test('receipts at the same instant end at the furthest of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...RECEIPTS), { minLength: 1, maxLength: 10 }), async (receipts) => {
      const message = await claimed();
      await Promise.all(receipts.map((receipt) => apply(message, receipt)));
      const furthest = receipts.reduce((a, b) => (rank(a) > rank(b) ? a : b));
      expect((await stored(message.id)).status).toBe(furthest);
    }),
    { numRuns: 20 },
  );
});

test('what was read was delivered before, and what was delivered was sent', async () => {
  const message = await claimed();
  await apply(message, 'read');
  expect(await stored(message.id)).toMatchObject({ sentAt: MORNING, deliveredAt: MORNING, readAt: MORNING });
  const other = await claimed();
  await apply(other, 'sent');
  world.setClock(after(MORNING, minutes(1)));
  await apply(other, 'read');
  world.setClock(MORNING);
  expect(await stored(other.id)).toMatchObject({ sentAt: MORNING, readAt: after(MORNING, minutes(1)) });
});

test('a receipt for a message thought failed proves that it arrived; an ack alone does not', async () => {
  const message = await claimed();
  await failMessage(system, message, 'no_ack');
  expect(await apply(message, 'sent')).toBe(false);
  expect(await apply(message, 'delivered')).toBe(true);
  expect((await stored(message.id)).status).toBe('delivered');
});

test('a receipt for a message nobody knows changes nothing', async () => {
  expect(await recordProgress(system, { waMessageId: '3EB0FFFFFFFFFFFFFFFFFF' }, 'read')).toBe(false);
});

test('no status makes progress to itself, and none leads back to the queue', () => {
  for (const status of MESSAGE_STATUSES) {
    expect(isProgress(status, status)).toBe(false);
    expect(isProgress(status, 'queued')).toBe(false);
  }
});
