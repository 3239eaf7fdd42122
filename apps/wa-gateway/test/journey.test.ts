import { expect } from 'vitest';
import { verifyScan } from '@sowan/qr';
import { readQr } from './read-qr.ts';
import { GUEST, SCHOOL, test } from './school.ts';

test('the school’s phone is linked by scanning the QR on the admin’s page', async ({ school }) => {
  await school.startGateway();
  await school.link();
  const session = await school.session();
  expect(session).toMatchObject({ status: 'connected', linkedPhone: `+${SCHOOL}`, failureReason: null });
});

test('a text reaches the guest’s phone and the ledger follows it from queued to read', async ({ school }) => {
  await school.startGateway();
  await school.link();
  const id = await school.write('Halo Budi');
  const message = await school.simulator.waitForMessage(GUEST);
  expect(message).toMatchObject({ text: 'Halo Budi', peer: SCHOOL });
  await school.untilMessage(id, 'delivered');
  await school.simulator.read(GUEST);
  const row = await school.untilMessage(id, 'read');
  expect(row.sentAt).not.toBeNull();
});

test('the pass of a booking arrives as a picture whose QR the desk accepts', async ({ school }) => {
  await school.startGateway();
  await school.link();
  const { body } = await school.book();
  const message = await school.simulator.waitForMessage(GUEST);
  expect(message).toMatchObject({ kind: 'image', text: body });
  const picture = await school.simulator.file(message.media?.file ?? '');
  const scanned = readQr(picture ?? Buffer.alloc(0));
  expect(verifyScan(school.keyring, scanned)).toMatchObject({ ok: true, kind: 'appointment' });
});
