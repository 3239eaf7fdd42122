import { expect, test, type Browser, type Page } from '@playwright/test';
import { bookVisit, restOf } from './support/api.ts';
import { expectAccessible } from './support/accessible.ts';
import { layLine, type Line } from './support/line.ts';
import { logIn } from './support/people.ts';

interface Device {
  page: Page;
  line: Line;
}

/** A desk at the end of a line of its own, with today's list kept. */
async function openDevice(browser: Browser, name: string): Promise<Device> {
  const line = await layLine();
  const page = await logIn(browser, 'receptionist', { baseURL: line.url });
  await page.evaluate((desk) => localStorage.setItem('sowan_desk', desk), name);
  await page.clock.install();
  await page.goto('/desk');
  await page.locator('html[data-ready="true"]').waitFor();
  await expect(page.getByTestId('line')).toHaveAttribute('data-ready', 'true');
  // The page and its code are kept: a second visit is answered from there.
  await page.waitForFunction(async () => Boolean(await caches.match('/desk')));
  return { page, line };
}

async function scan({ page }: Device, code: string, shown: 'admitted' | 'refused' | 'unknown'): Promise<void> {
  // In one breath, however busy the machine: a pause would end the code.
  await page.evaluate(
    (keys) => {
      for (const key of keys) window.dispatchEvent(new KeyboardEvent('keydown', { key }));
    },
    [...code, 'Enter'],
  );
  const answer = page.getByTestId('scan-answer');
  await expect(answer).toHaveAttribute('data-outcome', shown);
  await expect(answer).toHaveAttribute('data-offline', 'true');
  await page.keyboard.press('Escape');
  await expect(answer).toBeHidden();
}

test('five minutes without line: two desks scan on, survive a reload, and settle twenty scans with one conflict', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const host = await restOf(await logIn(browser, 'host'));
  const booked: { id: number; token: string }[] = [];
  for (let i = 1; i <= 19; i++) booked.push(await bookVisit(host, `Tamu Luring ${String(i)}`));
  const tokens = booked.map(({ token }) => token);
  const gate = await openDevice(browser, 'Gerbang');
  const office = await openDevice(browser, 'Kantor');
  for (const { line } of [gate, office]) line.cut();

  // Nine guests each, and one who holds the same pass up at both.
  for (const token of tokens.slice(0, 5)) await scan(gate, token, 'admitted');
  for (const device of [gate, office]) await device.page.clock.fastForward('05:00');
  await expect(gate.page.getByTestId('line')).toHaveAttribute('data-up', 'false');
  await expectAccessible(gate.page);
  await gate.page.reload();
  await gate.page.locator('html[data-ready="true"]').waitFor();
  await expect(gate.page.getByTestId('line')).toHaveAttribute('data-waiting', '5');
  for (const token of tokens.slice(5, 10)) await scan(gate, token, 'admitted');
  await scan(gate, tokens[0] ?? '', 'refused');
  for (const token of tokens.slice(9)) await scan(office, token, 'admitted');
  await expect(gate.page.getByTestId('waiting-scan')).toHaveCount(10);

  gate.line.mend();
  await expect(gate.page.getByTestId('line')).toHaveAttribute('data-waiting', '0', { timeout: 30_000 });
  await expect(gate.page.getByTestId('line')).toHaveAttribute('data-up', 'true');
  await expect(gate.page.getByTestId('conflicts')).toBeHidden();
  office.line.mend();
  await expect(office.page.getByTestId('line')).toHaveAttribute('data-waiting', '0', { timeout: 30_000 });
  const conflicts = office.page.getByTestId('conflicts');
  await expect(conflicts.locator('li')).toHaveCount(1);
  await expect(conflicts).toContainText('Tamu Luring 10');
  await expect(conflicts).toContainText('Gerbang');

  const desk = await restOf(office.page);
  for (const { id } of booked) {
    const visit = (await (await desk.get(`/api/v1/appointments/${String(id)}`)).json()) as { status: string };
    expect(visit.status).toBe('waiting');
  }
  for (const { page, line } of [gate, office]) {
    await page.context().close();
    await line.close();
  }
});
