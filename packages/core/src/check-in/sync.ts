import { and, eq, ne } from 'drizzle-orm';
import { inTransaction, isDuplicateKey, schema, type Db } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import { publishAll } from '../context.ts';
import { enqueueMessages } from '../messages/index.ts';
import { readCode } from '../passes/index.ts';
import { recentSettings } from '../settings/index.ts';
import type { Attempt, ScanCtx, ScanResult } from './attempt.ts';
import { findScanned } from './find.ts';
import { answerOfEarlier, refuse } from './refuse.ts';
import { scanTime } from './rules.ts';
import { syncSchema, type Sync, type SyncedScan } from './schemas.ts';
import { settleScan, type Settled } from './settle.ts';

const { checkIns } = schema;

export type SyncResult = ScanResult & {
  idempotencyKey: string;
  /** This desk let the guest in and the books say otherwise, or another desk did so too. */
  conflict: boolean;
  /** The desk that did so too. */
  otherDesk: string | null;
};

type Journaled = Attempt & { synced: { at: Date; shown: string } };

/**
 * A desk sends what it scanned without line. Each scan is recorded once, however often it is sent; of several that let one guest in the
 * first made counts, in whatever order the journals come.
 */
export async function syncScans(ctx: ScanCtx, input: Sync): Promise<SyncResult[]> {
  authorise(ctx.actor, 'check-in.scan');
  const { id: userId } = requireUser(ctx.actor);
  const journal = syncSchema.parse(input);
  const settings = await recentSettings(ctx.db);
  const now = ctx.clock.now();
  const results: SyncResult[] = [];
  for (const scan of journal.scans) {
    const attempt = {
      scan: { method: scan.method, desk: journal.desk, idempotencyKey: scan.idempotencyKey },
      settings,
      now: scanTime(scan.scannedAt, journal.sentAt, now),
      userId,
      pass: null,
      appointment: null,
      synced: { at: now, shown: scan.shown },
    };
    const result = await syncOne(ctx, scan, attempt);
    results.push({ ...result, idempotencyKey: scan.idempotencyKey, ...(await conflictOf(ctx.db, scan, result)) });
  }
  return results;
}

/** Asked of the records, so that a journal sent again is told the same. */
async function conflictOf(db: Db, scan: SyncedScan, { outcome, appointment }: ScanResult) {
  if (outcome === 'refused')
    return { conflict: scan.shown === 'admitted', otherDesk: appointment?.admittedDesk ?? null };
  const loser = await db.query.checkIns.findFirst({
    where: and(
      eq(checkIns.appointmentId, appointment.id),
      eq(checkIns.shown, 'admitted'),
      ne(checkIns.outcome, 'admitted'),
    ),
    columns: { desk: true },
  });
  return { conflict: loser !== undefined, otherDesk: loser?.desk ?? null };
}

async function syncOne(ctx: ScanCtx, scan: SyncedScan, attempt: Journaled): Promise<ScanResult> {
  const { settings, now } = attempt;
  const code = readCode(ctx.pass, scan.scanned);
  if (!code.found) return refuse(ctx, attempt, code.reason);
  const found = await findScanned(ctx.db, code, now, settings.timeZone);
  if (!found) return refuse(ctx, attempt, 'not_found');
  const { pass, appointment } = found;
  if (!appointment) return refuse(ctx, { ...attempt, pass }, pass.revokedAt ? 'revoked' : 'no_appointment_today');
  let settled: Settled;
  try {
    settled = await inTransaction(ctx.db, (tx) => settleScan(tx, ctx.actor, { ...attempt, pass, appointment }));
  } catch (error) {
    const earlier = isDuplicateKey(error) ? await answerOfEarlier(ctx.db, scan.idempotencyKey, settings) : null;
    if (!earlier) throw error;
    return earlier;
  }
  await publishAll(ctx, settled.events);
  await enqueueMessages(ctx, settled.outgoing);
  return settled.result;
}
