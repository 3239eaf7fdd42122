import { newPassId, passUrl, signPass } from '@sowan/qr';
import { schema, type Tx } from '@sowan/db';
import type { PassConfig } from '../context.ts';

export type Pass = typeof schema.passes.$inferSelect;
type Subject =
  | { kind: 'appointment'; appointmentId: number }
  | { kind: 'guest'; guestId: number }
  | { kind: 'member'; memberId: number; year: number };

/** Makes a pass row for a subject and returns its id and token. */
export async function issuePass(
  tx: Tx,
  config: PassConfig,
  subject: Subject & { now: Date },
): Promise<{ id: number; token: string }> {
  const { now, ...owner } = subject;
  const row = { ...owner, code: newPassId(), keySlot: config.keyring.signingSlot, createdAt: now };
  const [inserted] = await tx.insert(schema.passes).values(row).$returningId();
  if (!inserted) throw new Error('the insert returned no id');
  return { id: inserted.id, token: tokenOf(config, row) };
}

/** The 40 characters printed for a pass: the same for ever, whichever key signs new ones. */
export function tokenOf(config: PassConfig, pass: Pick<Pass, 'kind' | 'code' | 'keySlot'>): string {
  return signPass(config.keyring, { kind: pass.kind, id: pass.code, slot: pass.keySlot });
}

/** The text of a pass's QR image: an upper-case URL, so that the code is as small as can be. */
export function qrTextOf(config: PassConfig, pass: Pick<Pass, 'kind' | 'code' | 'keySlot'>): string {
  return passUrl(config.publicUrl, tokenOf(config, pass));
}

/** The link for people: the same page as the QR, in the case links are usually written. */
export function passLink(config: PassConfig, token: string): string {
  return new URL(`/p/${token}`, config.publicUrl).href;
}
