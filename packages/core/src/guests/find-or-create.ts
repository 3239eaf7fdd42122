import { and, eq, isNull } from 'drizzle-orm';
import { isDuplicateKey, schema, type Tx } from '@sowan/db';
import type { Locale } from '../actor.ts';
import type { PassConfig } from '../context.ts';
import { issuePass } from '../passes/index.ts';

export interface GuestInput {
  name: string;
  /** E.164, or null for a guest without a phone. */
  phone: string | null;
  email: string | null;
  locale: Locale;
}

export type Guest = Omit<typeof schema.guests.$inferSelect, 'passwordHash' | 'erasedAt'>;

/**
 * The guest with this phone, or a new one with a standing pass (D3). A known guest keeps the stored name whatever was typed (D15);
 * an e-mail address is filled in where none was known.
 */
export async function findOrCreateGuest(tx: Tx, pass: PassConfig, input: GuestInput, now: Date): Promise<Guest> {
  const known = input.phone ? await byPhone(tx, input.phone) : undefined;
  if (known) return fillInEmail(tx, known, input.email, now);
  try {
    const [inserted] = await tx
      .insert(schema.guests)
      .values({ ...input, createdAt: now, updatedAt: now })
      .$returningId();
    if (!inserted) throw new Error('the insert returned no id');
    await issuePass(tx, pass, { kind: 'guest', guestId: inserted.id, now });
    return { id: inserted.id, ...input, whatsappStoppedAt: null, createdAt: now, updatedAt: now };
  } catch (error) {
    // Two hosts registered the same guest at the same instant: the other row is as good.
    const other = isDuplicateKey(error) && input.phone ? await byPhone(tx, input.phone) : undefined;
    if (!other) throw error;
    return fillInEmail(tx, other, input.email, now);
  }
}

/** Locked until the commit: who is being erased at this moment is waited for, and then has no phone any more. */
async function byPhone(tx: Tx, phone: string): Promise<Guest | undefined> {
  const [guest] = await tx.select().from(schema.guests).where(eq(schema.guests.phone, phone)).for('update');
  return guest;
}

async function fillInEmail(tx: Tx, guest: Guest, email: string | null, now: Date): Promise<Guest> {
  if (!email || guest.email) return guest;
  await tx
    .update(schema.guests)
    .set({ email, updatedAt: now })
    .where(and(eq(schema.guests.id, guest.id), isNull(schema.guests.email)));
  return { ...guest, email };
}
