import { schema, type Db, type Tx } from '@sowan/db';
import type { Actor } from '../actor.ts';

export interface AuditEntry {
  /** `appointment.booked`, `check-in.refused`, …: noun, dot, past participle. */
  action: string;
  subject: { type: string; id: number | null };
  data?: Record<string, unknown>;
}

/** Writes an audit row inside the caller's transaction. Never put secrets or whole documents into `data`. */
export async function recordAudit(db: Db | Tx, actor: Actor, at: Date, entry: AuditEntry): Promise<void> {
  await recordAll(db, actor, at, [entry]);
}

/** Writes many audit rows at once. */
export async function recordAll(db: Db | Tx, actor: Actor, at: Date, entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await db.insert(schema.auditLog).values(
    entries.map((entry) => ({
      at,
      actorType: actor.type,
      actorId: 'id' in actor ? actor.id : null,
      action: entry.action,
      subjectType: entry.subject.type,
      subjectId: entry.subject.id,
      data: { ...(actor.type === 'system' ? { job: actor.job } : {}), ...entry.data },
    })),
  );
}
