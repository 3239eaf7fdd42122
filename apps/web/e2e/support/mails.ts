import { expect } from '@playwright/test';
import { demo } from './demo.ts';

interface Mail {
  to: string[];
  subject: string;
  text: string;
}

/** Waits until the demo's mailbox holds a mail to that address whose text fits, and gives what the pattern found. */
export async function mailTo(address: string, pattern: RegExp): Promise<string> {
  let found: string | undefined;
  const look = async () => {
    const response = await fetch(new URL('mails.json', demo().mailbox));
    const mails = ((await response.json()) as Mail[]).filter((mail) => mail.to.includes(address));
    found = mails.map((mail) => pattern.exec(mail.text)?.[0]).find((text) => text !== undefined);
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 30_000 }).toBe(true);
  if (!found) throw new Error('unreachable');
  return found;
}
