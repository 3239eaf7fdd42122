import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inArray } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { followEvents, redisEvents, systemClock } from '@sowan/core';
import { enqueueMessages, newWaMessageId, writeMessage } from '@sowan/core/messages';
import { schema } from '@sowan/db';
import { createTestDatabase } from '@sowan/db/test';
import { createProducer } from '@sowan/jobs';
import { generateKeyringSpec } from '@sowan/qr';
import type { Simulator } from '@sowan/wa-simulator';
import { GATEWAY_FLAGS } from '../../../../tools/apps.ts';
import { GUEST, numberOf, type Contender } from './contender.ts';

const { waSessions } = schema;
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The gateway as it runs in a school, pacing off. */
export async function startGatewayContender(
  simulator: Simulator,
  servers: { databaseUrl: string; redisUrl: string },
): Promise<Contender> {
  const database = await createTestDatabase(servers.databaseUrl);
  const redis = new Redis(servers.redisUrl);
  const jobs = createProducer({ url: servers.redisUrl });
  const stream = await followEvents(new Redis(servers.redisUrl));
  const events = redisEvents(redis);
  const log = pino({ level: 'silent' });
  const ctx = { db: database.db, clock: systemClock, jobs, events, log };
  const ids: number[] = [];
  stream.listen((event) => {
    if (event.type === 'wa_qr') void simulator.scan(numberOf('gateway', ids.indexOf(event.sessionId)), event.qr);
  });
  const child = spawn(process.execPath, [...GATEWAY_FLAGS, main], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      REDIS_URL: servers.redisUrl,
      PUBLIC_URL: 'http://127.0.0.1',
      QR_KEYS: generateKeyringSpec(),
      WA_AUTH_KEY: `1:${randomBytes(32).toString('base64')}`,
      WA_SOCKET_URL: simulator.socketUrl,
      WA_PACE_MS_MIN: '0',
      WA_PACE_MS_MAX: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const health = await readyLine(child.stdout);
  const connected = async () => {
    const rows = await ctx.db.select({ status: waSessions.status }).from(waSessions).where(inArray(waSessions.id, ids));
    return rows.every(({ status }) => status === 'connected');
  };
  return {
    name: 'the gateway',
    async grow(sessions) {
      const now = new Date();
      const row = { desiredState: 'running', statusAt: now, createdAt: now, minGapMs: 0, maxGapMs: 0 } as const;
      while (ids.length < sessions) {
        const one = { ...row, name: `bench ${ids.length}`, newContactsPerDay: 1000 };
        const [inserted] = await ctx.db.insert(waSessions).values(one).$returningId();
        if (inserted) ids.push(inserted.id);
      }
      await events.publish({ type: 'wa_nudge', sessionId: ids[0] ?? 0, at: now.toISOString() });
      while (!(await connected())) await pause(100);
    },
    async prepare(session) {
      const waMessageId = newWaMessageId();
      const row = { channel: 'whatsapp', kind: 'feedback', locale: 'id', body: 'Halo' } as const;
      const more = { recipient: `+${GUEST}`, waSessionId: ids[session], waMessageId, createdAt: new Date() };
      const message = await writeMessage(ctx.db, { ...row, ...more });
      return { waMessageId, handOver: async () => void (await enqueueMessages(ctx, [message])) };
    },
    async usage() {
      const text = await (await fetch(`${health}/metrics`)).text();
      const figure = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
      return { rssMb: figure('process_resident_memory_bytes') / 2 ** 20, cpuS: figure('process_cpu_seconds_total') };
    },
    async close() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await stream.close();
      await jobs.close();
      redis.disconnect();
      await database.close();
    },
  };
}

async function readyLine(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const { msg, health } = JSON.parse(line) as { msg: string; health?: string };
    if (msg !== 'ready' || !health) continue;
    stdout.resume();
    return health;
  }
  throw new Error('the gateway ended before it was ready');
}
