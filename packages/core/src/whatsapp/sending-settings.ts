import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import { publishAll, type Ctx } from '../context.ts';
import { DomainError } from '../errors.ts';
import { enqueueDue, releaseRefused } from '../messages/index.ts';
import { readSettings, settingsSchema, updateSettings } from '../settings/index.ts';
import { breakerOf } from './breaker-rows.ts';
import { breakerState, halfOpened, type BreakerState } from './breaker.ts';
import { newContactsOn } from './contacts.ts';
import { loadWaSession, type WaSession } from './sessions.ts';

const { waSessions } = schema;

/** What an admin sets. Milliseconds; the client version is one for all sessions, empty for the library's own. */
export const sendingSettingsSchema = z.object({
  minGapMs: z.int('invalid').min(0, 'invalid').max(600_000, 'too_many'),
  maxGapMs: z.int('invalid').min(0, 'invalid').max(600_000, 'too_many'),
  newContactsPerDay: z.int('invalid').min(0, 'invalid').max(10_000, 'too_many'),
  clientVersion: settingsSchema.shape.waClientVersion.unwrap(),
});
export const sendingSettingsUpdateSchema = sendingSettingsSchema.partial();

export interface SendingSettings extends z.infer<typeof sendingSettingsSchema> {
  sessionId: number;
  /** People written to for the first time on this school day. */
  newContactsToday: number;
  paused: boolean;
  /** `open` until that instant; `half_open`: the next message is a try. */
  breaker: { state: BreakerState; reason: string | null; openUntil: Date | null; trips: number };
}

type ReadCtx = Pick<Ctx, 'db' | 'clock' | 'actor'>;
type WriteCtx = ReadCtx & Pick<Ctx, 'events' | 'log'>;

/** How fast and to whom a session sends, and what holds it up now. Throws NOT_FOUND `session_unknown`. */
export async function readSendingSettings(ctx: ReadCtx, sessionId: number): Promise<SendingSettings> {
  authorise(ctx.actor, 'whatsapp.manage');
  const session = await loadWaSession(ctx.db, sessionId);
  const { timeZone, waClientVersion } = await readSettings(ctx.db);
  const now = ctx.clock.now();
  const { reason, openUntil, trips } = breakerOf(session);
  return {
    sessionId,
    minGapMs: session.minGapMs,
    maxGapMs: session.maxGapMs,
    newContactsPerDay: session.newContactsPerDay,
    clientVersion: waClientVersion,
    newContactsToday: session.linkedPhone ? await newContactsOn(ctx.db, session.linkedPhone, now, timeZone) : 0,
    paused: session.sendingPaused,
    breaker: { state: breakerState({ openUntil }, now), reason, openUntil, trips },
  };
}

/**
 * Changes what is given; the gateway goes by it from the next message on, by the client version from the next connection on.
 * Throws INVALID `gap_reversed`, NOT_FOUND `session_unknown`.
 */
export async function updateSendingSettings(
  ctx: WriteCtx,
  sessionId: number,
  input: z.input<typeof sendingSettingsUpdateSchema>,
): Promise<SendingSettings> {
  authorise(ctx.actor, 'whatsapp.manage');
  const { clientVersion, ...own } = sendingSettingsUpdateSchema.parse(input);
  const changes = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  await changeSession(ctx, sessionId, 'sending-updated', () => changes);
  if (clientVersion !== undefined) await updateSettings(ctx, { waClientVersion: clientVersion });
  await announce(ctx, sessionId);
  return readSendingSettings(ctx, sessionId);
}

/** The client version that the admin wishes, for a session about to connect; undefined for the gateway's own. */
export async function wantedClientVersion(ctx: Pick<Ctx, 'db'>): Promise<[number, number, number] | undefined> {
  const { waClientVersion } = await readSettings(ctx.db);
  const [a, b, c] = waClientVersion.split('.').map(Number);
  return a === undefined || b === undefined || c === undefined ? undefined : [a, b, c];
}

/** The session stays connected but takes up no message from here on: what is queued waits. */
export async function pauseSending(ctx: WriteCtx, sessionId: number): Promise<void> {
  authorise(ctx.actor, 'whatsapp.manage');
  await changeSession(ctx, sessionId, 'sending-paused', () => ({ sendingPaused: true }));
  await announce(ctx, sessionId);
}

/** Ends a pause, and the waiting of an open breaker: the next message is tried at once, be it one that was refused. */
export async function resumeSending(ctx: WriteCtx & Pick<Ctx, 'jobs'>, sessionId: number): Promise<void> {
  authorise(ctx.actor, 'whatsapp.manage');
  const now = ctx.clock.now();
  const { breakerOpenUntil } = await loadWaSession(ctx.db, sessionId);
  // First, as the breaker then forgets until when it was open.
  if (breakerOpenUntil && breakerOpenUntil > now) await releaseRefused(ctx, sessionId, breakerOpenUntil);
  await changeSession(ctx, sessionId, 'sending-resumed', (session) => ({
    sendingPaused: false,
    breakerOpenUntil: halfOpened(breakerOf(session), now).openUntil,
  }));
  await announce(ctx, sessionId);
  await enqueueDue(ctx, { channel: 'whatsapp' });
}

async function changeSession(
  ctx: ReadCtx,
  sessionId: number,
  action: string,
  change: (session: WaSession) => Partial<WaSession>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const [session] = await tx.select().from(waSessions).where(eq(waSessions.id, sessionId)).for('update');
    if (!session) throw new DomainError('NOT_FOUND', 'session_unknown');
    const changes = change(session);
    const { minGapMs, maxGapMs } = { ...session, ...changes };
    if (minGapMs > maxGapMs) throw new DomainError('INVALID', 'gap_reversed', { field: 'maxGapMs' });
    if (Object.keys(changes).length === 0) return;
    await tx.update(waSessions).set(changes).where(eq(waSessions.id, sessionId));
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: `whatsapp.${action}`,
      subject: { type: 'wa_session', id: sessionId },
      data: changes,
    });
  });
}

async function announce(ctx: WriteCtx, sessionId: number): Promise<void> {
  const at = ctx.clock.now().toISOString();
  await publishAll(ctx, [
    { type: 'wa_sending', sessionId, at },
    { type: 'wa_nudge', sessionId, at },
  ]);
}
