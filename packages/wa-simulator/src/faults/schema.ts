import { z } from 'zod';

export const phoneNumber = z
  .string()
  .regex(/^[1-9]\d{6,14}$/, 'a phone number: 7 to 15 digits, with the country code, without +');
const code = z.number().int().min(100).max(999);
const times = z.number().int().positive().optional();
/** The linked number whose sockets are meant; every socket without it. */
const number = phoneNumber.optional();
/** Whose message (`number`), to whom (`to`), and how many of them (`times`). */
const messages = { number, to: phoneNumber.optional(), times };

/** What can go wrong. The first nine happen once, to what is connected; the others stand until they are cleared or used up. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), number }),
  z.strictObject({ kind: z.literal('end'), number }),
  z.strictObject({ kind: z.literal('replaced'), number }),
  z.strictObject({ kind: z.literal('logged_out'), number }),
  z.strictObject({ kind: z.literal('restart'), number }),
  z.strictObject({ kind: z.literal('unavailable'), number }),
  z.strictObject({ kind: z.literal('bad_session'), number }),
  z.strictObject({ kind: z.literal('mismatch'), number }),
  z.strictObject({ kind: z.literal('registration_refresh') }),
  z.strictObject({ kind: z.literal('freeze'), number }),
  z.strictObject({ kind: z.literal('failure'), code, number, times }),
  z.strictObject({ kind: z.literal('refuse_upgrade'), code: code.default(405), times }),
  z.strictObject({ kind: z.literal('nack'), code, ...messages }),
  z.strictObject({ kind: z.literal('no_ack'), ...messages }),
  z.strictObject({ kind: z.literal('hold_ack'), ...messages }),
  z.strictObject({ kind: z.literal('lose_message'), ...messages }),
  z.strictObject({ kind: z.literal('undecryptable'), ...messages }),
  z.strictObject({ kind: z.literal('hold_receipts'), ...messages }),
  z.strictObject({ kind: z.literal('no_delivery_receipts'), ...messages }),
  z.strictObject({ kind: z.literal('hold_mailbox_end'), number, times }),
  z.strictObject({ kind: z.literal('passkey'), number, times }),
  z.strictObject({ kind: z.literal('unregistered'), number: phoneNumber }),
  z.strictObject({ kind: z.literal('oldest_version'), version: z.string().regex(/^\d+\.\d+\.\d+$/) }),
  z.strictObject({ kind: z.literal('qr_refs'), count: z.number().int().min(0).max(20) }),
]);

/** These are over when they have happened, and are never listed. */
const MOMENTARY: ReadonlySet<string> = new Set([
  ...['drop', 'end', 'replaced', 'logged_out', 'restart', 'unavailable', 'bad_session', 'mismatch'],
  'registration_refresh',
]);
export const isMomentary = ({ kind }: { kind: string }) => MOMENTARY.has(kind);

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema> & { id: number };
export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;
