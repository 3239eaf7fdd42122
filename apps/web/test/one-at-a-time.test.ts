import { expect, test } from 'vitest';
import { oneAtATime } from '../src/lib/one-at-a-time.ts';

test('a burst of calls makes two runs, one at a time, and the last begins after the last call', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const refresh = oneAtATime(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const calls = Array.from({ length: 100 }, () => refresh());
  expect(gates).toHaveLength(1);
  gates[0]?.resolve();
  await calls[0];
  await Promise.resolve();
  await Promise.resolve();
  expect(gates).toHaveLength(2);
  gates[1]?.resolve();
  await Promise.all(calls);
  expect(gates).toHaveLength(2);
});

test('a failed run is told to who asked for it, and holds up no later one', async () => {
  let runs = 0;
  const refresh = oneAtATime(() => (++runs === 1 ? Promise.reject(new Error('offline')) : Promise.resolve()));
  const [first, second] = [refresh(), refresh()];
  await expect(first).rejects.toThrow('offline');
  await second;
  expect(runs).toBe(2);
});
