import { expect } from '@playwright/test';
import { demo } from './demo.ts';

/** A message as the simulator's phone shows it. */
export interface InboxMessage {
  id: string;
  kind: 'text' | 'image' | 'document' | 'other';
  text: string | null;
}

async function call(path: string, body?: unknown): Promise<Response> {
  const response = await fetch(new URL(path, demo().simulator), {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}: ${await response.text()}`);
  return response;
}

/** A new phone with WhatsApp on it, `62812…` without a plus. */
export const newPhone = (number: string, name: string) => call('/phones', { number, name });
export const scanQr = (number: string, qr: string) => call(`/phones/${number}/scan`, { qr });
/** Types a pairing code on the phone instead of scanning. */
export const enterCode = (number: string, code: string) => call(`/phones/${number}/code`, { code });
export const writeFrom = (number: string, to: string, text: string) => call(`/phones/${number}/send`, { to, text });
/** Opens every chat of the phone: read receipts go out. */
export const readAll = (number: string) => call(`/phones/${number}/read`, {});
const inboxOf = async (number: string) => (await call(`/phones/${number}/inbox`)).json() as Promise<InboxMessage[]>;

/** Address of a received picture, decrypted by the phone. */
export const pictureUrl = (number: string, { id }: InboxMessage) =>
  new URL(`/phones/${number}/inbox/${id}/image`, demo().simulator).href;

/** Waits until the phone shows a message that fits. */
export async function messageOn(number: string, fits: (message: InboxMessage) => boolean): Promise<InboxMessage> {
  let found: InboxMessage | undefined;
  await expect
    .poll(async () => (found = (await inboxOf(number)).find(fits)) !== undefined, { timeout: 30_000 })
    .toBe(true);
  if (!found) throw new Error('unreachable');
  return found;
}
