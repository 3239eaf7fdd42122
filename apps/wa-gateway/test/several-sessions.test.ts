import { expect } from 'vitest';
import { schema } from '@sowan/db';
import { commandWaSession, createWaSession, deleteWaSession } from '@sowan/core/whatsapp';
import { SCHOOL, test } from './school.ts';

test('each session shows a code of its own, and one that is deleted meanwhile is let go', async ({ school }) => {
  await school.startGateway();
  const { id } = await createWaSession(school.admin, { name: 'Panitia' });
  await commandWaSession(school.admin, id, { action: 'start' });
  const { sessionId, qr } = await school.event('wa_qr');
  expect(sessionId).toBe(id);
  await school.command('start');
  await school.until(() =>
    school.heard.find((event) => event.type === 'wa_qr' && event.sessionId === school.sessionId),
  );
  const gone = school.simulator.events.next('disconnected');
  await deleteWaSession(school.admin, id);
  await gone;
  await expect(school.simulator.scan(SCHOOL, qr)).rejects.toThrow();
  expect((await school.ctx.db.select().from(schema.waSessions)).map((row) => row.id)).toEqual([school.sessionId]);
  expect((await school.session()).status).toBe('pairing');
});
