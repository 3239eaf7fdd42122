import type { WaStatus } from '../events.ts';

/** Why a session is not connected; the interface words each with what to do. */
export const WA_FAILURES = [
  'qr_timeout',
  'logged_out',
  'replaced',
  'banned',
  'client_outdated',
  'multi_device_mismatch',
  'connection_lost',
  'passkey_required',
  'auth_unreadable',
  'stopped_by_admin',
] as const;
export type WaFailure = (typeof WA_FAILURES)[number];

/** What phones send; `other` is what WhatsApp has invented since. */
export const WA_CONTENT_TYPES = [
  'text',
  'image',
  'document',
  'audio',
  'video',
  'sticker',
  'location',
  'contact',
  'reaction',
  'poll',
  'other',
] as const;
export type WaContentType = (typeof WA_CONTENT_TYPES)[number];

/** What a gateway is wished to do. */
export type WaAction = 'start' | 'stop' | 'restart' | 'log_out' | 'pair';
/** With what concerns our own books only. */
export type WaSessionAction = WaAction | 'make_default' | 'delete';

/**
 * Which buttons make sense now. Asking for a QR while linked is refused (D7): log out first. So is deleting, else the phone would go on
 * showing a linked device that nobody answers for; and there is always a default to send what names no session.
 */
export function allowedActions(session: {
  status: WaStatus;
  desiredState: string;
  linkedPhone: string | null;
  isDefault: boolean;
}): WaSessionAction[] {
  const running = session.desiredState === 'running';
  const linked = session.linkedPhone !== null;
  const actions: WaSessionAction[] = [];
  if (!running) actions.push('start');
  if (running) actions.push('stop');
  if (running && !linked) actions.push('restart');
  if (!linked) actions.push('pair');
  if (linked) actions.push('log_out');
  if (!session.isDefault) actions.push('make_default');
  if (!session.isDefault && !linked) actions.push('delete');
  return actions;
}

/** More is a mistake, or a machine at the door. */
export const MOST_SESSIONS = 100;

/** A lease lasts this long unless its holder chose otherwise. */
export const LEASE_MS = 30_000;

/** A gateway process that went silent is listed as down for this long. */
export const FORGET_REPLICA_MS = 3_600_000;
