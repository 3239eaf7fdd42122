/** Where the desk's page and code, and today's list, are kept on a device for when there is no line. */
export const SHELL_CACHE = 'sowan-desk-1';
export const ROSTER_DATABASE = 'sowan-roster';

/**
 * Forgets today's guests on this device, as somebody logs out. Scans that were not sent yet stay, so that none is lost: whoever logs in at
 * this desk next sends them.
 */
export async function forgetKeptDesk(): Promise<void> {
  if (!globalThis.isSecureContext) return;
  indexedDB.deleteDatabase(ROSTER_DATABASE);
  await caches.delete(SHELL_CACHE);
}
