import { and, asc, count, eq, inArray } from 'drizzle-orm';
import { isDuplicateKey, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import type { WaStatus } from '../events.ts';
import { allowedActions, MOST_SESSIONS, type WaSessionAction } from './rules.ts';

const { messages, waSessions } = schema;
export type WaSession = typeof waSessions.$inferSelect;

export interface WaSessionView {
  id: number;
  name: string;
  isDefault: boolean;
  status: WaStatus;
  linkedPhone: string | null;
  linkedName: string | null;
  failureReason: string | null;
  statusAt: Date;
  /** True while a gateway process holds the session's lease. */
  gatewayUp: boolean;
  /** Messages that wait for it. */
  waiting: number;
  actions: WaSessionAction[];
}

const DEFAULT_NAME = 'utama';

/** All sessions with what may be done to each; the default one is made at the first look. */
export async function listWaSessions(ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>): Promise<WaSessionView[]> {
  authorise(ctx.actor, 'whatsapp.manage');
  await ensureDefaultSession(ctx);
  const now = ctx.clock.now();
  const [rows, waiting] = await Promise.all([
    ctx.db.query.waSessions.findMany({ orderBy: asc(waSessions.id), limit: MOST_SESSIONS }),
    waitingBySession(ctx.db),
  ]);
  return rows.map((row) => view(row, now, waiting(row)));
}

/** How many messages wait for each session; those that name none wait for the default one. */
async function waitingBySession(db: Ctx['db']): Promise<(session: WaSession) => number> {
  const rows = await db
    .select({ sessionId: messages.waSessionId, n: count() })
    .from(messages)
    .where(and(eq(messages.channel, 'whatsapp'), inArray(messages.status, ['queued', 'sending'])))
    .groupBy(messages.waSessionId);
  const counts = new Map(rows.map(({ sessionId, n }) => [sessionId, n]));
  return ({ id, isDefault }) => (counts.get(id) ?? 0) + (isDefault ? (counts.get(null) ?? 0) : 0);
}

/** The default session's id; made when there is none. Any number of processes may call it at once. */
export async function ensureDefaultSession(ctx: Pick<Ctx, 'db' | 'clock'>): Promise<number> {
  const found = await defaultSession(ctx);
  if (found) return found.id;
  const now = ctx.clock.now();
  try {
    const row = { name: DEFAULT_NAME, isDefault: true, statusAt: now, createdAt: now };
    const [inserted] = await ctx.db.insert(waSessions).values(row).$returningId();
    if (!inserted) throw new Error('the insert returned no id');
    return inserted.id;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // Somebody else has just made it, or it was there and not the default.
    if (await defaultSession(ctx)) return ensureDefaultSession(ctx);
    await ctx.db.update(waSessions).set({ isDefault: true }).where(eq(waSessions.name, DEFAULT_NAME));
    return ensureDefaultSession(ctx);
  }
}

const defaultSession = (ctx: Pick<Ctx, 'db'>) =>
  ctx.db.query.waSessions.findFirst({ where: eq(waSessions.isDefault, true) });

/** What staff needs to know of WhatsApp: can messages go out? */
export async function whatsappStatus(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
): Promise<{ connected: boolean; failureReason: string | null }> {
  authorise(ctx.actor, 'whatsapp.status');
  const session = await defaultSession(ctx);
  const connected = session !== undefined && statusNow(session, ctx.clock.now()) === 'connected';
  return { connected, failureReason: session?.failureReason ?? null };
}

/** As it was last reported, unless the gateway that reported it is gone: a killed process says no goodbye. */
function statusNow(session: Pick<WaSession, 'status' | 'leaseUntil'>, now: Date): WaStatus {
  const isHeld = session.leaseUntil !== null && session.leaseUntil > now;
  const needsGateway = session.status !== 'stopped' && session.status !== 'failed';
  return needsGateway && !isHeld ? 'disconnected' : session.status;
}

export async function loadWaSession(db: Ctx['db'], id: number): Promise<WaSession> {
  const session = await db.query.waSessions.findFirst({ where: eq(waSessions.id, id) });
  if (!session) throw new DomainError('NOT_FOUND', 'session_unknown');
  return session;
}

function view(row: WaSession, now: Date, waiting: number): WaSessionView {
  const { id, name, isDefault, linkedPhone, linkedName, failureReason, statusAt } = row;
  const gatewayUp = row.leaseUntil !== null && row.leaseUntil > now;
  return {
    id,
    name,
    isDefault,
    status: statusNow(row, now),
    linkedPhone,
    linkedName,
    failureReason,
    statusAt,
    gatewayUp,
    waiting,
    actions: allowedActions(row),
  };
}
