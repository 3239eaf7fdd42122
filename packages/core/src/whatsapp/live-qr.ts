import type { Redis } from 'ioredis';
import type { DomainEvent } from '../events.ts';

/** The code on show while a session is being linked: a QR to scan, or eight characters to type. */
export type LiveQr = Extract<DomainEvent, { type: 'wa_qr' | 'wa_pairing_code' }>;

const key = (sessionId: number, namespace: string) => `${namespace}:wa-qr:${String(sessionId)}`;

/** Keeps the code as long as it is good, so that a page opened in between shows it too. It is never stored elsewhere. */
export async function setLiveQr(redis: Redis, qr: LiveQr, namespace = 'sowan'): Promise<void> {
  const ms = Date.parse(qr.expiresAt) - Date.parse(qr.at);
  await redis.set(key(qr.sessionId, namespace), JSON.stringify(qr), 'PX', Math.max(1, ms));
}

export async function readLiveQr(redis: Redis, sessionId: number, namespace = 'sowan'): Promise<LiveQr | null> {
  const text = await redis.get(key(sessionId, namespace));
  return text ? (JSON.parse(text) as LiveQr) : null;
}

export async function clearLiveQr(redis: Redis, sessionId: number, namespace = 'sowan'): Promise<void> {
  await redis.del(key(sessionId, namespace));
}
