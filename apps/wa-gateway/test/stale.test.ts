import { expect } from 'vitest';
import { eq } from 'drizzle-orm';
import { sweepOutbox } from '@sowan/core/messages';
import { schema } from '@sowan/db';
import { startGatewayProcess } from './gateway-process.ts';
import { GUEST, SCHOOL, test, type School } from './school.ts';

const { waAuth, waSessions } = schema;
const LEASE_MS = 3000;
/** The second message waits for its turn in the gateway's memory when that is frozen. */
const lease = { WA_LEASE_MS: String(LEASE_MS), WA_PACE_MS_MIN: '1500', WA_PACE_MS_MAX: '1500' };

const keys = ({ ctx, sessionId }: School) =>
  ctx.db.select().from(waAuth).where(eq(waAuth.sessionId, sessionId)).orderBy(waAuth.type, waAuth.keyId);

test('a gateway that was frozen beyond its lease and wakes up neither writes keys nor sends', async ({ school }) => {
  const { simulator } = school;
  await school.ctx.db.update(waSessions).set({ minGapMs: 1500, maxGapMs: 1500 });
  const stale = await startGatewayProcess(school, lease);
  await school.link();
  const { epoch } = await school.session();
  await school.untilMessage(await school.write('Dari yang pertama'), 'delivered');
  const waiting = await school.write('Menunggu giliran');
  stale.signal('SIGSTOP');
  // Lies in its socket when it wakes: to read it, it would have to write keys.
  await simulator.send(GUEST, SCHOOL, 'Untuk yang beku');
  const again = simulator.events.next('loggedIn');
  await school.startGateway({}, lease);
  await again;
  await school.event('wa_message_received');
  await school.untilMessage(await school.write('Dari yang kedua'), 'delivered');
  const { received } = simulator.counters().messages;
  const before = await keys(school);

  stale.signal('SIGCONT');
  await stale.line('lease given up');
  expect(stale.output()).toContain('lease lost');
  expect(await keys(school)).toEqual(before);
  expect(simulator.counters().messages.received).toBe(received);
  expect((await school.session()).epoch).toBe(epoch + 1);

  await sweepOutbox(school.ctx);
  await school.untilMessage(waiting, 'delivered');
  expect(simulator.counters().phones[GUEST]).toMatchObject({ received: 3, repeated: 0 });
  expect((await school.session()).epoch).toBe(epoch + 1);
});
