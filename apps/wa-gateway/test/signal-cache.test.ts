import { expect, test } from 'vitest';
import { SignalCache } from '../src/signal-cache.ts';

type Values = [id: string, value: string][];
const of = (value: string) => [{ type: 'session', keyId: 'guest', value }];
const unasked = (): Promise<Values> => Promise.reject(new Error('the database was asked'));

test('a key is read once, and one that is not there is not looked for again', async () => {
  const cache = new SignalCache();
  expect(await cache.through('session', ['guest', 'nobody'], async () => [['guest', 'a']])).toEqual([['guest', 'a']]);
  expect(await cache.through('session', ['nobody', 'guest'], unasked)).toEqual([['guest', 'a']]);
});

test('what was written is read, from its commit on', async () => {
  const cache = new SignalCache();
  const committed = Promise.withResolvers<void>();
  await cache.during(Promise.resolve(), of('a'));
  const writing = cache.during(committed.promise, of('b'));
  expect(await cache.through('session', ['guest'], unasked)).toEqual([['guest', 'a']]);
  committed.resolve();
  await writing;
  expect(await cache.through('session', ['guest'], unasked)).toEqual([['guest', 'b']]);
});

test('a read that a write has overtaken does not bring the old value back', async () => {
  const cache = new SignalCache();
  const answer = Promise.withResolvers<Values>();
  const reading = cache.through('session', ['guest'], () => answer.promise);
  await cache.during(Promise.resolve(), of('new'));
  answer.resolve([['guest', 'old']]);
  await reading;
  expect(await cache.through('session', ['guest'], unasked)).toEqual([['guest', 'new']]);
});

test('a write that failed leaves nothing to believe in', async () => {
  const cache = new SignalCache();
  await cache.during(Promise.resolve(), of('a'));
  await expect(cache.during(Promise.reject(new Error('away')), of('b'))).rejects.toThrow('away');
  expect(await cache.through('session', ['guest'], async () => [['guest', 'stored']])).toEqual([['guest', 'stored']]);
});

test('nothing is kept after it was closed, not even what is read or written then', async () => {
  const cache = new SignalCache();
  await cache.during(Promise.resolve(), of('a'));
  cache.close();
  await cache.during(Promise.resolve(), of('b'));
  expect(await cache.through('session', ['guest'], async () => [['guest', 'stored']])).toEqual([['guest', 'stored']]);
  expect(await cache.through('session', ['guest'], async () => [['guest', 'newer']])).toEqual([['guest', 'newer']]);
});
