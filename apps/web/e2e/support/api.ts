import { randomInt } from 'node:crypto';
import { request, type APIRequestContext, type Page } from '@playwright/test';
import { demo } from './demo.ts';
import { soonToday } from './soon.ts';

/** The REST interface with the session of a logged-in page. */
export async function restOf(page: Page): Promise<APIRequestContext> {
  return request.newContext({ baseURL: demo().url, storageState: await page.context().storageState() });
}

/** A number nobody has had yet, whatever ran before: a known one would bring its owner's name along. */
const newPhone = () => `0813${String(randomInt(10_000_000, 99_999_999))}`;

/** Books a visit over REST, a minute from now and today unless told otherwise; gives its id and its pass's token. */
export async function bookVisit(
  host: APIRequestContext,
  guestName: string,
  given: { at?: Date; phone?: string; email?: string } = {},
): Promise<{ id: number; token: string }> {
  const response = await host.post('/api/v1/appointments', {
    data: {
      guestName,
      guestPhone: given.phone ?? newPhone(),
      ...(given.email && { guestEmail: given.email }),
      purpose: 'Rapor',
      scheduledAt: (given.at ?? (await soonToday())).toISOString(),
    },
  });
  if (!response.ok()) throw new Error(`booking failed: ${await response.text()}`);
  const { id, passToken } = (await response.json()) as { id: number; passToken: string };
  return { id, token: passToken };
}

/** Scans a pass at a desk over REST. */
export async function scanPass(desk: APIRequestContext, scanned: string, name = 'Meja 2') {
  const response = await desk.post('/api/v1/check-ins', { data: { scanned, method: 'typed', desk: name } });
  return (await response.json()) as {
    outcome: string;
    reason: string | null;
    appointment: { admittedDesk: string } | null;
  };
}
