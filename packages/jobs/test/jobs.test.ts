import { describe, expect, test } from 'vitest';
import { MAIL_QUEUE, UPKEEP_QUEUE, whatsappQueue } from '../src/index.ts';
import { collected, openQueues, SOON } from './queues.ts';

const mail = (messageId: number, attempt = 0) => ({ messageId, attempt });

describe('the contract', () => {
  test('a payload that breaks it is refused and nothing is queued', async () => {
    const { producer } = openQueues();
    await expect(producer.enqueue('sendMail', { messageId: 1.5, attempt: 0 })).rejects.toThrow();
    await expect(producer.enqueue('sendMail', { messageId: 1 } as never)).rejects.toThrow();
    expect(await producer.depth(MAIL_QUEUE)).toBe(0);
  });

  test('a job that somebody queued past it fails, is reported, and does not hold up the next', async () => {
    const { producer, raw, consume, failures } = openQueues();
    await raw(MAIL_QUEUE).add('sendMail', { messageId: 'one' });
    await producer.enqueue('sendMail', mail(2));
    const sent = collected<number>();
    consume(MAIL_QUEUE, { sendMail: ({ messageId }) => sent.add(messageId) });
    expect(await sent.until(1)).toEqual([2]);
    expect(failures).toEqual([{ message: expect.stringContaining('messageId') as string, job: 'sendMail' }]);
  });

  test('a job nobody here can do fails and is reported', async () => {
    const { producer, raw, consume, failures } = openQueues();
    await producer.enqueue('sweepOutbox', {});
    await raw(UPKEEP_QUEUE).add('unheardOf', {});
    await producer.enqueue('requestHeal', { deep: true });
    const healed = collected<boolean>();
    consume(UPKEEP_QUEUE, { requestHeal: ({ deep }) => healed.add(deep) });
    expect(await healed.until(1)).toEqual([true]);
    expect(failures).toEqual([
      { message: 'queue upkeep has no handler for sweepOutbox', job: 'sweepOutbox' },
      { message: 'queue upkeep has no handler for unheardOf', job: 'unheardOf' },
    ]);
  });

  test('every WhatsApp session has a queue of its own', async () => {
    const { producer, consume } = openQueues();
    await producer.enqueue('sendWhatsapp', { ...mail(1), sessionId: 7 });
    await producer.enqueue('sendWhatsapp', { ...mail(2), sessionId: 8 });
    const sent = collected<number>();
    consume(whatsappQueue(8), { sendWhatsapp: ({ messageId }) => sent.add(messageId) });
    expect(await sent.until(1)).toEqual([2]);
    await expect.poll(() => producer.depth(whatsappQueue(8)), SOON).toBe(0);
    expect(await producer.depth(whatsappQueue(7))).toBe(1);
  });
});

describe('an id', () => {
  test('is in a queue once, however often it is added', async () => {
    const { producer, consume } = openQueues();
    await Promise.all(Array.from({ length: 20 }, () => producer.enqueue('sendMail', mail(1))));
    await producer.enqueue('sendMail', mail(1, 1));
    await producer.enqueue('sendMail', mail(2));
    expect(await producer.depth(MAIL_QUEUE)).toBe(3);
    const done = collected<string>();
    consume(MAIL_QUEUE, {
      sendMail: ({ messageId, attempt }) => done.add(`${String(messageId)}.${String(attempt)}`),
    });
    expect(await done.until(3)).toEqual(['1.0', '1.1', '2.0']);
    await expect.poll(() => producer.depth(MAIL_QUEUE), SOON).toBe(0);
  });

  test('is not added again while its job runs, and may come back once it is done or has failed', async () => {
    const { producer, consume, failures } = openQueues();
    const started = collected<number>();
    const gate = Promise.withResolvers<void>();
    consume(MAIL_QUEUE, {
      async sendMail() {
        await started.add(1);
        await gate.promise;
        if (started.items.length === 2) throw new Error('no mail today');
      },
    });
    await producer.enqueue('sendMail', mail(1));
    await started.until(1);
    await producer.enqueue('sendMail', mail(1));
    expect(await producer.depth(MAIL_QUEUE)).toBe(1);
    gate.resolve();
    await expect.poll(() => producer.depth(MAIL_QUEUE), SOON).toBe(0);
    await producer.enqueue('sendMail', mail(1));
    await started.until(2);
    await expect.poll(() => failures, SOON).toEqual([{ message: 'no mail today', job: 'sendMail' }]);
    await expect.poll(() => producer.depth(MAIL_QUEUE), SOON).toBe(0);
    await producer.enqueue('sendMail', mail(1));
    await started.until(3);
  });
});

describe('order', () => {
  test('jobs are done in the order they came; a delayed one waits and is counted', async () => {
    const { producer, consume } = openQueues();
    await producer.enqueue('sendMail', mail(1), { delayMs: 300 });
    for (const id of [2, 3, 4]) await producer.enqueue('sendMail', mail(id));
    expect(await producer.depth(MAIL_QUEUE)).toBe(4);
    const done = collected<number>();
    consume(MAIL_QUEUE, { sendMail: ({ messageId }) => done.add(messageId) });
    expect(await done.until(4)).toEqual([2, 3, 4, 1]);
  });

  test('a job with a priority comes after those without, the lower number first', async () => {
    const { producer, consume } = openQueues();
    await producer.enqueue('sendMail', mail(1), { priority: 9 });
    await producer.enqueue('sendMail', mail(2), { priority: 2 });
    await producer.enqueue('sendMail', mail(3));
    const done = collected<number>();
    consume(MAIL_QUEUE, { sendMail: ({ messageId }) => done.add(messageId) });
    expect(await done.until(3)).toEqual([3, 2, 1]);
  });

  test('several may run at once when the queue allows it, and only one when it does not', async () => {
    const { producer, consume } = openQueues();
    const [mails, heals] = [collected<number>(), collected<number>()];
    const gate = Promise.withResolvers<void>();
    consume(MAIL_QUEUE, { sendMail: ({ messageId }) => mails.add(messageId).then(() => gate.promise) }, 3);
    consume(UPKEEP_QUEUE, { requestHeal: () => heals.add(1).then(() => gate.promise) });
    for (const id of [1, 2, 3]) {
      await producer.enqueue('sendMail', mail(id));
      await producer.enqueue('requestHeal', { deep: false });
    }
    await mails.until(3);
    await heals.until(1);
    expect(heals.items).toHaveLength(1);
    gate.resolve();
    await heals.until(3);
  });
});

test('closing a consumer waits for the job that runs and leaves the others where they are', async () => {
  const { producer, consume } = openQueues();
  const started = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const done: number[] = [];
  const consumer = consume(MAIL_QUEUE, {
    async sendMail({ messageId }) {
      started.resolve();
      await gate.promise;
      done.push(messageId);
    },
  });
  await producer.enqueue('sendMail', mail(1));
  await producer.enqueue('sendMail', mail(2));
  await started.promise;
  let closed = false;
  const closing = consumer.close().then(() => (closed = true));
  await producer.depth(MAIL_QUEUE);
  expect([closed, done]).toEqual([false, []]);
  gate.resolve();
  await closing;
  expect(done).toEqual([1]);
  expect(await producer.depth(MAIL_QUEUE)).toBe(1);
});
