import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { pino, type Logger } from 'pino';
import { expect, inject, test as base, vi } from 'vitest';
import { followEvents, redisEvents, systemClock, type Actor, type Ctx, type DomainEvent } from '@sowan/core';
import { bookAppointment } from '@sowan/core/appointments';
import { enqueueMessages, newWaMessageId, writeMessage, type Message } from '@sowan/core/messages';
import { commandWaSession, ensureDefaultSession, takeLease, type WaAction, type WaSession } from '@sowan/core/whatsapp';
import { schema } from '@sowan/db';
import { createTestDatabase, makeUser } from '@sowan/db/test';
import { createProducer, whatsappQueue, type Producer } from '@sowan/jobs';
import { generateKeyringSpec, parseKeyring, type Keyring } from '@sowan/qr';
import { startSimulator, type Simulator } from '@sowan/wa-simulator';
import { leaksIn } from '../../../tools/test-run/secrets.ts';
import { readEnv, type Env } from '../src/env.ts';
import { startGateway, type Gateway, type Tuning } from '../src/gateway.ts';
import { quietConsole } from '../src/quiet-console.ts';

/** Whole processes are started and linked: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 60_000 });

export const SCHOOL = '628111000001';
export const GUEST = '6281234567890';

/** A school with its database, queues, admin and host, and a WhatsApp with its own phone and a guest's. */
export interface School {
  simulator: Simulator;
  ctx: Ctx;
  admin: Ctx;
  jobs: Producer;
  redis: Redis;
  keyring: Keyring;
  sessionId: number;
  /** Environment for a gateway of this school. */
  env: NodeJS.ProcessEnv;
  /** What has been published since the start. */
  heard: DomainEvent[];
  /** What the gateways of this test have printed. */
  logged: string[];
  /** A gateway in this process; its log goes to `log`, else to `logged`. */
  startGateway(tuning?: Tuning, changes?: NodeJS.ProcessEnv, log?: Logger): Promise<Gateway>;
  command(action: WaAction, phone?: string): Promise<void>;
  session(): Promise<WaSession>;
  message(id: number): Promise<Message>;
  /** Writes a text to the outbox and hands it to the queue. */
  write(text: string, to?: string, more?: { kind?: string; bulk?: boolean }): Promise<number>;
  /** Books a visit; gives the WhatsApp message with the pass. */
  book(): Promise<Message>;
  /** Waits until `find` gives something; it is asked at once and after every event published. */
  until<T>(find: () => T | undefined | false | null | Promise<T | undefined | false | null>): Promise<T>;
  /** The first event of this kind after the last one that was waited for, heard already or still to come. */
  event<T extends DomainEvent['type']>(type: T): Promise<Extract<DomainEvent, { type: T }>>;
  untilStatus(status: WaSession['status']): Promise<WaSession>;
  untilMessage(id: number, status: Message['status']): Promise<Message>;
  /** Starts the session and links it to the school's phone by its QR. */
  link(): Promise<void>;
  /** Lets the pause before the next attempt be over. */
  dueNow(id: number): Promise<void>;
  /** Lets the lease of a gateway that was killed run out, without waiting half a minute for it. */
  expireLease(): Promise<void>;
  /** Another gateway takes the session, as it could after a long pause of this one. */
  takeLeaseAway(): Promise<void>;
}

export const test = base.extend<{ databaseUrl: string; redisUrl: string; school: School }>({
  /** A server on which databases may be created. */
  databaseUrl: inject('databaseUrl'),
  redisUrl: inject('redisUrl'),
  school: async ({ databaseUrl, redisUrl }, use) => {
    const logged: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line) => void logged.push(line) });
    const loud = quietConsole(log);
    const { school, close } = await openSchool(databaseUrl, redisUrl, { log, logged });
    await use(school);
    await close();
    loud();
    // Whatever a test is about: its gateways have printed no key.
    expect(leaksIn(logged.join(''))).toEqual([]);
  },
});

async function openSchool(
  databaseUrl: string,
  redisUrl: string,
  { log: gatewayLog, logged }: { log: Logger; logged: string[] },
): Promise<{ school: School; close(): Promise<void> }> {
  const namespace = `test-${randomBytes(5).toString('hex')}`;
  const simulator = await startSimulator({
    phones: [
      { number: SCHOOL, name: 'Sekolah' },
      { number: GUEST, name: 'Budi Santoso' },
    ],
  });
  const database = await createTestDatabase(databaseUrl);
  const redis = new Redis(redisUrl);
  const jobs = createProducer({ url: redisUrl, namespace });
  const stream = await followEvents(new Redis(redisUrl), namespace);
  const qrKeys = generateKeyringSpec();
  const env = environment(database.url, redisUrl, namespace, qrKeys, simulator);
  const gateways: Gateway[] = [];
  const ctx: Ctx = {
    db: database.db,
    clock: systemClock,
    jobs,
    events: redisEvents(redis, namespace),
    log: pino({ level: 'silent' }),
    actor: { type: 'system', job: 'test' },
    pass: { keyring: parseKeyring(qrKeys), publicUrl: 'https://tamu.example.org' },
  };
  const sessionId = await ensureDefaultSession(ctx);
  const waiting = waitOn(stream);
  const user = async (role: 'admin' | 'host'): Promise<Actor> => ({
    type: 'user',
    id: await makeUser(ctx.db, { role, name: role === 'host' ? 'Bu Ratna' : 'Pak Admin' }),
    role,
    name: role,
    locale: 'id',
  });
  const admin = { ...ctx, actor: await user('admin') };
  const host = { ...ctx, actor: await user('host') };
  const school: School = {
    ...{ logged, simulator, ctx, admin, jobs, redis, sessionId, env, keyring: ctx.pass.keyring },
    ...waiting,
    async startGateway(tuning = {}, changes = {}, log = gatewayLog) {
      const socket = { mediaCa: simulator.mediaCa, ...tuning.socket };
      const gateway = await startGateway(readEnv({ ...env, ...changes }), log, { ...tuning, socket });
      gateways.push(gateway);
      return gateway;
    },
    command: (action, phone) => commandWaSession(admin, sessionId, { action, phone }),
    async session() {
      const row = await ctx.db.query.waSessions.findFirst({ where: eq(schema.waSessions.id, sessionId) });
      if (!row) throw new Error('the session is gone');
      return row;
    },
    async message(id) {
      const row = await ctx.db.query.messages.findFirst({ where: eq(schema.messages.id, id) });
      if (!row) throw new Error('the message is gone');
      return row;
    },
    write: (text, to = GUEST, more = {}) => writeText(ctx, text, to, more),
    book: () => bookVisit(host),
    async untilStatus(status) {
      return waiting.until(async () => {
        const row = await school.session();
        return row.status === status && row;
      });
    },
    async untilMessage(id, status) {
      return waiting.until(async () => {
        const row = await school.message(id);
        return row.status === status && row;
      });
    },
    async link() {
      await school.command('start');
      const { qr } = await waiting.event('wa_qr');
      await simulator.scan(SCHOOL, qr);
      await school.untilStatus('connected');
    },
    async dueNow(id) {
      await ctx.db.update(schema.messages).set({ notBefore: null }).where(eq(schema.messages.id, id));
      // The job that waits for its time would swallow a new one.
      const waiting = await redis.keys(`{${namespace}}:${whatsappQueue(sessionId)}:*`);
      if (waiting.length > 0) await redis.del(waiting);
      await enqueueMessages(ctx, [await school.message(id)]);
    },
    async expireLease() {
      const leaseUntil = new Date(Date.now() - 1000);
      await ctx.db.update(schema.waSessions).set({ leaseUntil }).where(eq(schema.waSessions.id, sessionId));
    },
    async takeLeaseAway() {
      await school.expireLease();
      await takeLease(ctx, sessionId, 'another gateway');
    },
  };
  return {
    school,
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await stream.close();
      await jobs.close();
      const keys = await redis.keys(`*${namespace}*`);
      if (keys.length > 0) await redis.del(keys);
      redis.disconnect();
      await simulator.close();
      await database.close();
    },
  };
}

function environment(
  databaseUrl: string,
  redisUrl: string,
  namespace: string,
  qrKeys: string,
  simulator: Simulator,
): Record<keyof Env & string, string> & NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    REDIS_NAMESPACE: namespace,
    PUBLIC_URL: 'https://tamu.example.org',
    QR_KEYS: qrKeys,
    WA_AUTH_KEY: `1:${randomBytes(32).toString('base64')}`,
    WA_SOCKET_URL: simulator.socketUrl,
    ALLOW_WA_SOCKET_URL: '',
    WA_CLIENT_VERSION: '',
    WA_PACE_MS_MIN: '0',
    WA_PACE_MS_MAX: '0',
    GATEWAY_HOST: '127.0.0.1',
    GATEWAY_PORT: '0',
    WA_LEASE_MS: '30000',
    LOG_LEVEL: 'info',
  };
}

function waitOn(stream: Awaited<ReturnType<typeof followEvents>>): Pick<School, 'heard' | 'until' | 'event'> {
  const heard: DomainEvent[] = [];
  const wakers = new Set<() => void>();
  stream.listen((event) => {
    heard.push(event);
    for (const wake of wakers) wake();
  });
  const until: School['until'] = async (find) => {
    for (;;) {
      const woken = Promise.withResolvers<void>();
      wakers.add(woken.resolve);
      try {
        const found = await find();
        if (found !== undefined && found !== false && found !== null) return found;
        await woken.promise;
      } finally {
        wakers.delete(woken.resolve);
      }
    }
  };
  let from = 0;
  return {
    heard,
    until,
    async event<T extends DomainEvent['type']>(type: T) {
      const found = await until(() => {
        const at = heard.findIndex((event, i) => i >= from && event.type === type);
        if (at === -1) return undefined;
        from = at + 1;
        return heard[at];
      });
      return found as Extract<DomainEvent, { type: T }>;
    },
  };
}

async function writeText(ctx: Ctx, body: string, to: string, more: { kind?: string; bulk?: boolean }): Promise<number> {
  const message = await writeMessage(ctx.db, {
    channel: 'whatsapp',
    kind: 'feedback',
    ...more,
    recipient: `+${to}`,
    locale: 'id',
    body,
    waMessageId: newWaMessageId(),
    createdAt: ctx.clock.now(),
  });
  await enqueueMessages(ctx, [message]);
  return message.id;
}

async function bookVisit(host: Ctx): Promise<Message> {
  const { id } = await bookAppointment(host, {
    guestName: 'Budi Santoso',
    guestPhone: `+${GUEST}`,
    purpose: 'Rapor',
    scheduledAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const message = await host.db.query.messages.findFirst({ where: eq(schema.messages.appointmentId, id) });
  if (!message) throw new Error('nothing was written to the guest');
  return message;
}
