import { expect } from 'vitest';
import { schema } from '@sowan/db';
import { GUEST, SCHOOL, test, type School } from './school.ts';

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const received = async ({ ctx }: School) => {
  const rows = await ctx.db.select().from(schema.waInbound);
  return rows.map(({ phone, pushName, contentType, text }) => ({ phone, pushName, contentType, text }));
};

test('what a phone writes is kept once and told to the pages', async ({ school }) => {
  await school.startGateway();
  await school.link();
  await school.simulator.send(GUEST, SCHOOL, 'Saya agak terlambat');
  await school.event('wa_message_received');
  expect(await received(school)).toEqual([
    { phone: `+${GUEST}`, pushName: 'Budi Santoso', contentType: 'text', text: 'Saya agak terlambat' },
  ]);
});

test('a picture is kept with its caption, from behind a LID with the number it belongs to', async ({ school }) => {
  await school.startGateway();
  await school.link();
  await school.simulator.setAddressing(GUEST, 'lid');
  await school.simulator.send(GUEST, SCHOOL, { image: PNG, caption: 'Surat izin' });
  await school.event('wa_message_received');
  expect(await received(school)).toMatchObject([{ phone: `+${GUEST}`, contentType: 'image', text: 'Surat izin' }]);
});

test('what was written while no gateway ran is received when one starts', async ({ school }) => {
  const before = await school.startGateway();
  await school.link();
  await before.close();
  await school.simulator.send(GUEST, SCHOOL, 'Ada orang?');
  await school.startGateway();
  await school.event('wa_message_received');
  expect(await received(school)).toMatchObject([{ text: 'Ada orang?' }]);
});

for (const end of ['a gateway that stops', 'a line that breaks'] as const) {
  test(`what waited is not lost with ${end} before WhatsApp has said that it was all`, async ({ school }) => {
    const before = await school.startGateway();
    await school.link();
    await before.close();
    await school.simulator.send(GUEST, SCHOOL, 'Ada orang?');
    school.simulator.faults.add({ kind: 'hold_mailbox_end', number: SCHOOL });
    const taken = school.simulator.events.next('receipt');
    const gateway = await school.startGateway();
    await taken;
    if (end === 'a gateway that stops') await gateway.close();
    else school.simulator.faults.add({ kind: 'drop', number: SCHOOL });
    await school.until(async () => (await received(school)).length === 1);
    expect(await received(school)).toMatchObject([{ phone: `+${GUEST}`, text: 'Ada orang?' }]);
  });
}

test('STOP and MULAI are answered on the phone that wrote them', async ({ school }) => {
  await school.startGateway();
  await school.link();
  await school.book();
  const answered = async (word: string) => {
    const answer = school.simulator.waitForMessage(GUEST, ({ text }) => text?.includes(word) ?? false);
    return (await answer).text;
  };
  await school.simulator.send(GUEST, SCHOOL, 'Stop');
  expect(await answered('MULAI')).toContain('tidak akan mengirim pesan WhatsApp lagi');
  await school.simulator.send(GUEST, SCHOOL, 'MULAI');
  expect(await answered('Anda kembali menerima')).toContain('STOP');
});
