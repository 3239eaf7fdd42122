import { Redis } from 'ioredis';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connectRedis, createProducer, MAIL_QUEUE, UPKEEP_QUEUE } from '../src/index.ts';
import { redisWire } from '../src/test/index.ts';
import { collected, openQueues, SOON } from './queues.ts';

const mail = (messageId: number) => ({ messageId, attempt: 0 });

async function wire(given: { cut?: boolean } = {}) {
  const it = await redisWire(inject('redisUrl'), given);
  onTestFinished(() => it.close());
  return it;
}

test('producer and consumer that start before Redis work as soon as it is there', async () => {
  const line = await wire({ cut: true });
  const { producer, consume } = openQueues({ url: line.url });
  const sent = collected<number>();
  consume(MAIL_QUEUE, { sendMail: ({ messageId }) => sent.add(messageId) });
  await expect(producer.enqueue('sendMail', mail(1))).rejects.toThrow('Redis did not answer');
  await line.mend();
  await expect.poll(() => producer.enqueue('sendMail', mail(2)).then(() => 'queued'), SOON).toBe('queued');
  await expect.poll(() => sent.items, SOON).toContain(2);
});

test('a lost connection ends no consumer: what was queued meanwhile is done after', async () => {
  const line = await wire();
  const { producer, consume } = openQueues({ url: line.url });
  const sent = collected<number>();
  consume(MAIL_QUEUE, { sendMail: ({ messageId }) => sent.add(messageId) });
  await producer.enqueue('sendMail', mail(1));
  await sent.until(1);
  await line.cut();
  await expect(producer.enqueue('sendMail', mail(2))).rejects.toThrow('Redis did not answer');
  await line.mend();
  await producer.enqueue('sendMail', mail(3));
  await expect.poll(() => sent.items, SOON).toContain(3);
});

test('what was asked while Redis was away is not done after: whoever asked was told that it was not', async () => {
  const line = await wire();
  const { producer, raw } = openQueues({ url: line.url });
  await producer.enqueue('sendMail', mail(1));
  await line.cut();
  // By the end of this the connection knows.
  await expect(producer.depth(MAIL_QUEUE)).rejects.toThrow('Redis did not answer');
  const asked = [
    producer.enqueue('sendMail', mail(2)),
    producer.enqueueAll('sendMail', [{ payload: mail(3) }, { payload: mail(4) }]),
    ...Array.from({ length: 20 }, () => producer.depth(MAIL_QUEUE)),
  ];
  for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
  await line.mend();
  await expect.poll(() => producer.enqueue('sendMail', mail(5)).then(() => 'queued'), SOON).toBe('queued');
  const waiting = await raw(MAIL_QUEUE).getWaiting();
  expect(waiting.map(({ data }) => (data as { messageId: number }).messageId).sort()).toEqual([1, 5]);
});

test('whoever waits for Redis when the producer closes is told at once', async () => {
  const line = await wire({ cut: true });
  const { producer } = openQueues({ url: line.url });
  const refused = expect(producer.enqueue('sendMail', mail(1))).rejects.toThrow('closed');
  await producer.close();
  await refused;
});

test('closing ends soon although Redis is away', async () => {
  const line = await wire();
  const { producer, consume } = openQueues({ url: line.url });
  const sent = collected<number>();
  const consumer = consume(MAIL_QUEUE, { sendMail: ({ messageId }) => sent.add(messageId) });
  await producer.enqueue('sendMail', mail(1));
  await sent.until(1);
  await line.cut();
  await Promise.all([consumer.close(), producer.close()]);
});

test('a command fails instead of waiting for ever, and works again on the same connection', async () => {
  const line = await wire({ cut: true });
  const redis = connectRedis({ url: line.url });
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  await expect(redis.ping()).rejects.toThrow();
  await line.mend();
  await expect.poll(() => redis.ping().catch(() => 'away'), SOON).toBe('PONG');
});

test('a wiped Redis gets its schedules and its consumers back', async () => {
  const url = new URL(inject('redisUrl'));
  url.pathname = '/8'; // a database of its own, so that wiping it takes nothing from other tests
  const { producer, consume } = openQueues({ url: url.href, scheduleCheckMs: 50 });
  const redis = new Redis(url.href);
  onTestFinished(() => redis.disconnect());
  const swept = collected<number>();
  consume(UPKEEP_QUEUE, { sweepOutbox: () => swept.add(1) });
  await producer.schedule('sweepOutbox', {}, { everyMs: 200 });
  await swept.until(2);
  await redis.flushdb();
  const before = swept.items.length;
  await swept.until(before + 3);
});

test('a schedule asked for by several processes is one schedule', async () => {
  const { producer, options, raw } = openQueues();
  const other = createProducer(options);
  onTestFinished(() => other.close());
  for (const it of [producer, other]) {
    await it.schedule('sweepOutbox', {}, { everyMs: 60_000 });
    await it.schedule('requestHeal', { deep: false }, { everyMs: 3_600_000 });
    await it.schedule('requestHeal', { deep: true }, { cron: '30 2 * * *', timeZone: 'Asia/Jakarta' });
  }
  const schedulers = await raw(UPKEEP_QUEUE).getJobSchedulers();
  expect(schedulers.map(({ key }) => key).sort()).toEqual([
    'requestHeal-deep=false',
    'requestHeal-deep=true',
    'sweepOutbox',
  ]);
});
