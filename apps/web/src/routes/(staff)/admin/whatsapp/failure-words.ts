import type { WaFailure } from '@sowan/core/whatsapp';
import { m } from '#lib/paraglide/messages.js';

interface Words {
  title: string;
  /** What to do about it. */
  remedy: string;
}

const WORDS = {
  qr_timeout: () => ({ title: m.wa_qr_timeout(), remedy: m.wa_qr_timeout_remedy() }),
  logged_out: () => ({ title: m.wa_logged_out(), remedy: m.wa_logged_out_remedy() }),
  replaced: () => ({ title: m.wa_replaced(), remedy: m.wa_replaced_remedy() }),
  banned: () => ({ title: m.wa_banned(), remedy: m.wa_banned_remedy() }),
  client_outdated: () => ({ title: m.wa_client_outdated(), remedy: m.wa_client_outdated_remedy() }),
  multi_device_mismatch: () => ({ title: m.wa_multi_device_mismatch(), remedy: m.wa_multi_device_mismatch_remedy() }),
  connection_lost: () => ({ title: m.wa_connection_lost(), remedy: m.wa_connection_lost_remedy() }),
  passkey_required: () => ({ title: m.wa_passkey_required(), remedy: m.wa_passkey_required_remedy() }),
  auth_unreadable: () => ({ title: m.wa_auth_unreadable(), remedy: m.wa_auth_unreadable_remedy() }),
  stopped_by_admin: () => ({ title: m.wa_stopped_by_admin(), remedy: m.wa_stopped_by_admin_remedy() }),
} satisfies Record<WaFailure, () => Words>;

/** Why a session is not connected, and what to do: one that has no words of its own gets the general ones. */
export const wordFailure = (reason: string): Words =>
  (WORDS as Record<string, (() => Words) | undefined>)[reason]?.() ?? {
    title: m.wa_unknown_failure(),
    remedy: m.wa_unknown_failure_remedy(),
  };

/** Everything that may go wrong with a session, for whoever reads up on it. */
export const everyFailure = (): Words[] => Object.values(WORDS).map((words) => words());
