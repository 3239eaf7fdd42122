import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { startSimulator } from '@sowan/wa-simulator';
import { finish, median, numberOption, say } from '../../../../tools/bench/bench-report.ts';
import { quietConsole } from '../../src/quiet-console.ts';
import { startBare } from './bare.ts';
import { GUEST, numberOf, type Contender } from './contender.ts';
import { startGatewayContender } from './gateway.ts';

const most = numberOption('sessions', 200);
const rounds = numberOption('messages', 200);
const sizes = [...new Set([1, Math.min(50, most), most])];
const IDLE_MS = 5000;
/** Both have compiled what they run often by then, as they have in a school. */
const WARM_UP = 50;
/** What follows an ack (keys, receipts, the ledger) is over by then, and disturbs neither of the two. */
const SETTLE_MS = 30;
const EACH = 3;

const { DATABASE_URL: databaseUrl = '', REDIS_URL: redisUrl = '' } = process.env;
quietConsole(pino({ level: 'silent' }));
const phones = (['bare', 'gateway'] as const).flatMap((name) =>
  Array.from({ length: most }, (_, session) => ({ number: numberOf(name, session) })),
);
const simulator = await startSimulator({ phones: [{ number: GUEST }, ...phones] });
const bare = await startBare(simulator);
const gateway = await startGatewayContender(simulator, { databaseUrl, redisUrl });

/** Milliseconds from handing a message over to the server's ack. */
async function send(contender: Contender, session: number): Promise<number> {
  const { waMessageId, handOver } = await contender.prepare(session);
  const acked = simulator.events.next('ack', ({ id }) => id === waMessageId);
  const from = performance.now();
  await handOver();
  await acked;
  return performance.now() - from;
}

/** One message by each in turn, now one first and now the other, so that whatever else the machine does hits both. */
async function latencies(): Promise<Record<'bare' | 'gateway', number[]>> {
  const times = { bare: [] as number[], gateway: [] as number[] };
  const turns = [
    { contender: bare, its: times.bare },
    { contender: gateway, its: times.gateway },
  ];
  for (let n = -WARM_UP; n < rounds; n++) {
    for (const { contender, its } of turns.reverse()) {
      const ms = await send(contender, 0);
      if (n >= 0) its.push(ms);
      await pause(SETTLE_MS);
    }
  }
  return times;
}

const p95 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;

/** Memory when every session has sent a message, and the CPU that it takes to hold them. */
async function holding(contender: Contender, sessions: number): Promise<number> {
  for (let session = 0; session < sessions; session++) await send(contender, session);
  const before = await contender.usage();
  await pause(IDLE_MS);
  const after = await contender.usage();
  const cpu = ((after.cpuS - before.cpuS) / (IDLE_MS / 1000) / sessions) * 100;
  const size = `${sessions} sessions`.padStart(12);
  say(
    `${contender.name.padEnd(14)}${size}${after.rssMb.toFixed(0).padStart(7)} MB${cpu.toFixed(3).padStart(8)} % CPU a session`,
  );
  return after.rssMb;
}

async function throughput(): Promise<number> {
  const all = Array.from({ length: most * EACH }, (_, n) => n % most);
  const prepared = [];
  for (const session of all) prepared.push(await gateway.prepare(session));
  const wanted = new Set(prepared.map(({ waMessageId }) => waMessageId));
  const done = simulator.events.next('ack', ({ id }) => wanted.delete(id) && wanted.size === 0);
  const from = performance.now();
  for (const { handOver } of prepared) await handOver();
  await done;
  return (all.length / (performance.now() - from)) * 1000;
}

const memory = { bare: [] as number[], gateway: [] as number[] };
let times = { bare: [] as number[], gateway: [] as number[] };
for (const sessions of sizes) {
  await bare.grow(sessions);
  await gateway.grow(sessions);
  if (sessions === 1) times = await latencies();
  memory.bare.push(await holding(bare, sessions));
  memory.gateway.push(await holding(gateway, sessions));
}
for (const [name, values] of Object.entries(times))
  say(`${name.padEnd(14)}send → ack p50 ${median(values).toFixed(1)} ms, p95 ${p95(values).toFixed(1)} ms`);
const messagesPerS = await throughput();
say(`the gateway   ${messagesPerS.toFixed(0)} messages/s over ${most} sessions, pacing off`);

const [alone = NaN] = memory.gateway;
const full = memory.gateway.at(-1) ?? NaN;
finish({
  ackP50Ratio: median(times.gateway) / median(times.bare),
  ackP95Ratio: p95(times.gateway) / p95(times.bare),
  memoryRatio200: full / (memory.bare.at(-1) ?? NaN),
  mbPerSession: (full - alone) / (most - 1),
  messagesPerS,
});
await Promise.all([bare.close(), gateway.close()]);
await simulator.close();
process.exit(0);
