import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WaStatus } from '@sowan/core';
import { fairShare, surplus } from '../src/session/share.ts';

const statuses: WaStatus[] = ['stopped', 'connecting', 'pairing', 'connected', 'disconnected', 'failed'];
const running = fc
  .array(fc.constantFrom(...statuses), { maxLength: 40 })
  .map((list) => new Map(list.map((status, id) => [id, status])));

test('the shares of all gateways hold every session, and nobody’s is larger than it must be', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 20 }), (sessions, gateways) => {
      const share = fairShare(sessions, gateways);
      expect(share * gateways).toBeGreaterThanOrEqual(sessions);
      expect((share - 1) * gateways).toBeLessThan(Math.max(1, sessions));
    }),
  );
});

test('a gateway gives up what is over its share, but never breaks off a pairing', () => {
  fc.assert(
    fc.property(running, fc.nat(40), (sessions, share) => {
      const given = surplus(sessions, share);
      expect(given.length).toBeLessThanOrEqual(Math.max(0, sessions.size - share));
      expect(given.map((id) => sessions.get(id))).not.toContain('pairing');
      const pairing = [...sessions.values()].filter((status) => status === 'pairing').length;
      expect(sessions.size - given.length).toBeLessThanOrEqual(Math.max(share, pairing));
    }),
  );
});

test('what is not connected is given up before what is', () => {
  const sessions = new Map<number, WaStatus>([
    [1, 'connected'],
    [2, 'pairing'],
    [3, 'disconnected'],
    [4, 'connecting'],
  ]);
  expect(surplus(sessions, 3)).toEqual([3]);
  expect(surplus(sessions, 2)).toEqual([3, 1]);
  expect(surplus(sessions, 0)).toEqual([3, 1, 4]);
});
