import { expect, onTestFinished, vi } from 'vitest';
import { GUEST, SCHOOL, test, type School } from './school.ts';

vi.setConfig({ testTimeout: 180_000 });

/** A pool of database connections grows to this, whatever is done with it. */
const POOL = 10;
const WAIT = { timeout: 10_000 };

const tcpSockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);

/** Connections to Redis that consume this school's send queues: BullMQ names them. */
async function consumers({ redis, env }: School): Promise<number> {
  const list = String(await redis.client('LIST'));
  return list.split('\n').filter((line) => line.includes(`name={${env['REDIS_NAMESPACE'] ?? ''}}`)).length;
}

async function reconnect(school: School, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const online = school.simulator.events.next('online');
    school.simulator.faults.add({ kind: n % 2 ? 'drop' : 'restart', number: SCHOOL });
    await online;
    await school.untilStatus('connected');
  }
}

test('after 200 reconnections there are as many sockets, handles and listeners as after ten', async ({ school }) => {
  const warnings: string[] = [];
  const note = ({ message }: Error) => void warnings.push(message);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  await school.startGateway({ random: () => 0 });
  await school.link();
  await reconnect(school, 10);
  await expect.poll(() => consumers(school), WAIT).toBe(1);
  const [socketsBefore, timersBefore, listenersBefore] = [tcpSockets(), timers(), listeners()];
  await reconnect(school, 200);
  await expect.poll(() => consumers(school), WAIT).toBe(1);
  expect(listeners()).toBe(listenersBefore);
  expect(school.simulator.counters().sockets).toMatchObject({ live: 1 });
  // One each left behind would be 200.
  expect(tcpSockets()).toBeLessThanOrEqual(socketsBefore + POOL);
  expect(timers()).toBeLessThanOrEqual(timersBefore + POOL);
  expect(warnings).toEqual([]);
  await school.untilMessage(await school.write('Masih di sini'), 'delivered');
  expect(school.simulator.counters().overlaps).toBe(0);
  expect(school.simulator.counters().phones[GUEST]).toMatchObject({ received: 1, repeated: 0 });
});

test('a session that is stopped leaves no socket and no consumer behind', async ({ school }) => {
  await school.startGateway();
  await school.link();
  await expect.poll(() => consumers(school), WAIT).toBe(1);
  await school.command('stop');
  await school.untilStatus('stopped');
  await expect.poll(() => consumers(school), WAIT).toBe(0);
  expect(school.simulator.counters().sockets.live).toBe(0);
});
