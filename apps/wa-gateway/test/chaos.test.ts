import { expect, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { sweepOutbox } from '@sowan/core/messages';
import { schema } from '@sowan/db';
import { open, parseAuthKeyring } from '../src/seal.ts';
import { openFleet } from './fleet.ts';
import { startGatewayProcess } from './gateway-process.ts';
import { startPrivateServers, type PrivateServers } from './private-servers.ts';
import { GUEST, test as atSchool, type School } from './school.ts';

vi.setConfig({ testTimeout: 240_000 });

const SESSIONS = 30;
const MESSAGES_EACH = 10;
const TAKEN_OVER_MS = 60_000;
/** So that every accident happens while messages are on their way. */
const GAP_MS = 300;
const PACE = { WA_PACE_MS_MIN: String(GAP_MS), WA_PACE_MS_MAX: String(GAP_MS) };

/** At a school with servers of its own, which may be restarted and wiped. */
const withServers = atSchool.extend<{ servers: PrivateServers }>({
  servers: async ({ task: _task }, use) => {
    const servers = await startPrivateServers();
    await use(servers);
    await servers.close();
  },
});

const test = withServers.extend<{ databaseUrl: string; redisUrl: string }>({
  databaseUrl: async ({ servers }, use) => use(servers.databaseUrl),
  redisUrl: async ({ servers }, use) => use(servers.redisUrl),
});

/** The private keys and the secret in every session's credentials, in Base64. */
async function keysOf({ ctx, env }: School): Promise<string[]> {
  const ring = parseAuthKeyring(env['WA_AUTH_KEY'] ?? '');
  const rows = await ctx.db.select().from(schema.waAuth).where(eq(schema.waAuth.type, 'creds'));
  return rows.flatMap((row) => {
    const creds = open(ring, `${row.sessionId} creds creds`, row).toString();
    return [...creds.matchAll(/"(?:private|advSecretKey)":(?:\{"type":"Buffer","data":)?"([^"]+)"/g)].map(
      ([, key = '']) => key,
    );
  });
}

test('three gateways, 30 sessions, 300 messages: one gateway is killed, one stopped, the database restarts, Redis is wiped, and each message arrives once', async ({
  school,
  servers,
}) => {
  const { ctx, simulator } = school;
  const gateways = await Promise.all([1, 2, 3].map(() => startGatewayProcess(school, PACE)));
  const fleet = await openFleet(school, SESSIONS, GAP_MS);
  await fleet.link();
  expect(await fleet.owners()).toHaveLength(3);
  const chat = simulator.phones.get(GUEST)?.chats;
  const arrived = () => new Set(chat?.messages.map(({ id }) => id));
  const untilArrived = (count: number) => fleet.until(`${count} arrived`, async () => arrived().size >= count);
  // What the worker does every few seconds.
  const sweep = setInterval(() => void sweepOutbox(ctx).catch(() => undefined), 5000);
  try {
    const written = await fleet.write(MESSAGES_EACH, GUEST);
    await untilArrived(30);
    await gateways[0]?.kill('SIGKILL');
    await untilArrived(60);
    await school.redis.flushall();
    await untilArrived(90);
    await servers.restartDatabase();
    await untilArrived(120);
    await gateways[1]?.kill('SIGTERM');
    expect(arrived().size).toBeLessThan(written.length);
    const alone = performance.now();
    await fleet.until('all sessions up again', async () => {
      const connected = (await fleet.sessions()).every(({ status }) => status === 'connected');
      return connected && (await fleet.owners()).length === 1;
    });
    expect(performance.now() - alone).toBeLessThan(TAKEN_OVER_MS);
    await fleet.untilDelivered(written.map(({ id }) => id));
    const wanted = written.map(({ waMessageId }) => waMessageId).toSorted();
    expect(chat?.messages.map(({ id }) => id).toSorted()).toEqual(wanted);
  } finally {
    clearInterval(sweep);
  }
  const { overlaps, devices } = simulator.counters();
  expect(overlaps).toBe(0);
  expect(Object.values(devices).map(({ maxLive }) => maxLive)).toEqual(Array.from({ length: SESSIONS }, () => 1));
  const keys = await keysOf(school);
  expect(keys.length).toBeGreaterThanOrEqual(SESSIONS * 4);
  const output = gateways.map((gateway) => gateway.output()).join('');
  expect(keys.filter((key) => output.includes(key))).toEqual([]);
});
