import { expect, test, type BrowserContext } from '@playwright/test';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { demo } from './support/demo.ts';
import { logIn, open } from './support/people.ts';

const serial = String(Date.now()).slice(-6);
const NOTES_OF_A_CHIME = 3;

/** What the pages of a device let be heard and shown outside themselves. */
async function watch(context: BrowserContext): Promise<{ notes: number; titles: string[] }> {
  const seen = { notes: 0, titles: [] as string[] };
  await context.exposeFunction('tellNote', () => void (seen.notes += 1));
  await context.exposeFunction('tellTitle', (title: string) => void seen.titles.push(title));
  await context.addInitScript(() => {
    const { tellNote, tellTitle } = window as unknown as Record<string, (text?: string) => void>;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      tellNote?.();
      start.call(this, when);
    };
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        tellTitle?.(title);
      }
    };
  });
  return seen;
}

test('sound and browser notices come on the device that asked for them, once however many tabs are open', async ({
  browser,
}) => {
  const office = await logIn(browser, 'host', { permissions: ['notifications'] });
  const phone = await logIn(browser, 'host', { permissions: ['notifications'] });
  const [atOffice, onPhone] = [await watch(office.context()), await watch(phone.context())];
  const host = await restOf(office);
  const desk = await restOf(await logIn(browser, 'receptionist'));
  const arrives = async (name: string) => {
    const { token } = await bookVisit(host, name);
    expect((await scanPass(desk, token)).outcome).toBe('admitted');
    for (const page of [office, phone])
      await expect(page.getByTestId('pop-up').filter({ hasText: `${name} sudah tiba` })).toBeVisible();
  };
  for (const page of [office, phone]) await open(page, '/host');

  await test.step('nobody has asked for any: the pop-up is all there is', async () => {
    await arrives(`Tamu Senyap ${serial}`);
    expect([atOffice, onPhone]).toEqual([
      { notes: 0, titles: [] },
      { notes: 0, titles: [] },
    ]);
  });

  await test.step('the computer in the office is to chime and to show', async () => {
    await open(office, '/host/notices');
    await office.getByRole('checkbox', { name: /Bunyi|suara/i }).check();
    await expect.poll(() => atOffice.notes).toBe(NOTES_OF_A_CHIME);
    await office.getByRole('checkbox', { name: /browser|peramban/i }).check();
    await expect.poll(() => atOffice.titles).toHaveLength(1);
    await office.reload();
    await expect(office.getByRole('checkbox', { name: /Bunyi|suara/i })).toBeChecked();
  });

  await test.step('it does so for the next guest, in one of its two tabs; the phone stays silent', async () => {
    const other = await office.context().newPage();
    await open(other, `${demo().url}/host`);
    await open(office, '/host');
    const name = `Tamu Terdengar ${serial}`;
    await arrives(name);
    await expect(other.getByTestId('pop-up').filter({ hasText: name })).toBeVisible();
    await expect.poll(() => atOffice.titles.filter((title) => title.includes(name)).length).toBeGreaterThan(0);
    await expect.poll(() => atOffice.notes).toBe(2 * NOTES_OF_A_CHIME);
    expect(onPhone).toEqual({ notes: 0, titles: [] });
  });
});
