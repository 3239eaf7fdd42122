import { expect, test } from '@playwright/test';
import { bookVisit, restOf, scanPass } from './support/api.ts';
import { expectAccessible } from './support/accessible.ts';
import { logIn, open } from './support/people.ts';

test('the wall shows who waits, by a name that says little to others', async ({ browser }) => {
  const host = await restOf(await logIn(browser, 'host'));
  const desk = await logIn(browser, 'receptionist', { viewport: { width: 1920, height: 1080 } });
  await open(desk, '/desk/live');
  const { token } = await bookVisit(host, 'Kartika Sari Dewi');
  await expect(desk.getByTestId('wall-expected')).toContainText('Kartika S.');
  await scanPass(await restOf(desk), token);
  await expect(desk.getByTestId('wall-waiting')).toContainText('Kartika S.');
  await expectAccessible(desk);
});
