import { randomBytes } from 'node:crypto';
import type { WASocket } from '@whiskeysockets/baileys';

/**
 * Since July 2026 the server may ask a device that is being linked to renew its secret (`companion_reg_refresh`); one that does
 * not is scanned but never linked. Seen on the simulator only: untested on the real network.
 * @param renewed the QR on show is out of date now
 */
export function answerCompanionRefresh(socket: WASocket, renewed: () => void): () => void {
  const event = 'CB:notification,type:companion_reg_refresh';
  const refresh = () => {
    socket.ev.emit('creds.update', { advSecretKey: randomBytes(32).toString('base64') });
    renewed();
  };
  socket.ws.on(event, refresh);
  return () => void socket.ws.off(event, refresh);
}

/** The same QR with another secret, its fourth field. Baileys puts the secret of the first QR into all later ones. */
export function withSecret(qr: string, advSecretKey: string): string {
  const [link = '', fields = ''] = qr.split('#', 2);
  const parts = fields.split(',');
  parts[3] = advSecretKey;
  return `${link}#${parts.join(',')}`;
}
