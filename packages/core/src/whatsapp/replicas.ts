import { and, asc, count, eq, gt, lt, lte, or, sql } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { databaseNow, databaseTimeIn } from './database-time.ts';
import { FORGET_REPLICA_MS } from './rules.ts';

const { waReplicas, waSessions } = schema;

/** One gateway process. */
export interface WaReplica {
  id: string;
  host: string;
  /** `stopping`: hands its sessions over and ends. `down`: went silent without a goodbye. */
  state: 'up' | 'stopping' | 'down';
  /** Sessions whose lease it holds. */
  sessions: number;
  startedAt: Date;
  seenAt: Date;
}

const isAlive = sql<number>`${waReplicas.aliveUntil} > ${databaseNow}`;

/** Says that a gateway is alive, and will say so again within `aliveMs`. Those long silent are forgotten. */
export async function announceReplica(
  ctx: Pick<Ctx, 'db'>,
  replica: { id: string; host: string; stopping: boolean; aliveMs: number },
): Promise<void> {
  const { id, host, stopping, aliveMs } = replica;
  const alive = { seenAt: databaseNow, aliveUntil: databaseTimeIn(aliveMs), stopping };
  await ctx.db
    .insert(waReplicas)
    .values({ id, host, startedAt: databaseNow, ...alive })
    .onDuplicateKeyUpdate({ set: alive });
  await ctx.db.delete(waReplicas).where(lt(waReplicas.aliveUntil, databaseTimeIn(-FORGET_REPLICA_MS)));
}

/**
 * How many gateways there are to share the sessions, the asking one included: `up` now, and `settled` of them, which have been up for
 * so long that they may be relied on.
 */
export async function countReplicas(
  ctx: Pick<Ctx, 'db'>,
  me: string,
  settledMs: number,
): Promise<{ up: number; settled: number }> {
  const isSettled = or(lte(waReplicas.startedAt, databaseTimeIn(-settledMs)), eq(waReplicas.id, me));
  const [row] = await ctx.db
    .select({ up: count(), settled: sql<string | null>`sum(${isSettled})` })
    .from(waReplicas)
    .where(and(isAlive, eq(waReplicas.stopping, false)));
  return { up: row?.up ?? 0, settled: Number(row?.settled ?? 0) };
}

/** The goodbye of a gateway that has ended in order. */
export async function forgetReplica(ctx: Pick<Ctx, 'db'>, id: string): Promise<void> {
  await ctx.db.delete(waReplicas).where(eq(waReplicas.id, id));
}

/** Every gateway process that runs, or went silent within the last hour. */
export async function listWaReplicas(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<WaReplica[]> {
  authorise(ctx.actor, 'whatsapp.manage');
  const rows = await ctx.db
    .select({
      id: waReplicas.id,
      host: waReplicas.host,
      stopping: waReplicas.stopping,
      alive: isAlive,
      startedAt: waReplicas.startedAt,
      seenAt: waReplicas.seenAt,
      sessions: count(waSessions.id),
    })
    .from(waReplicas)
    .leftJoin(waSessions, and(eq(waSessions.owner, waReplicas.id), gt(waSessions.leaseUntil, databaseNow)))
    .groupBy(waReplicas.id)
    .orderBy(asc(waReplicas.startedAt), asc(waReplicas.id));
  return rows.map(({ alive, stopping, ...row }) => ({
    ...row,
    state: !alive ? 'down' : stopping ? 'stopping' : 'up',
  }));
}
