import { expect } from 'vitest';
import { whatsappQueue } from '@sowan/jobs';
import { openLine } from './outage.ts';
import { SCHOOL, test } from './school.ts';

const ask = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
};

/** The value of a line of `/metrics`, by its name and labels. */
const figure = (text: string, series: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length),
  );

test('the figures for Prometheus follow what the gateway does', async ({ school }) => {
  const { healthUrl } = await school.startGateway();
  await school.link();
  await school.untilMessage(await school.write('Halo'), 'delivered');
  school.simulator.faults.add({ kind: 'nack', code: 479, times: 1 });
  const refused = await school.write('Ditolak');
  await school.until(async () => (await school.message(refused)).reason === 'whatsapp_refused');
  const online = school.simulator.events.next('online');
  school.simulator.faults.add({ kind: 'restart', number: SCHOOL });
  await online;
  await school.untilStatus('connected');

  const { status, text } = await ask(`${healthUrl}/metrics`);
  expect(status).toBe(200);
  const queue = `sowan_whatsapp_queue_depth{session="${school.sessionId}"}`;
  expect({
    connected: figure(text, 'sowan_whatsapp_sessions{state="connected"}'),
    queued: figure(text, queue),
    accepted: figure(text, 'sowan_whatsapp_sends_total{outcome="accepted"}'),
    refused: figure(text, 'sowan_whatsapp_sends_total{outcome="refused"}'),
    acks: figure(text, 'sowan_whatsapp_ack_seconds_count'),
    taken: figure(text, 'sowan_whatsapp_lease_changes_total{change="taken"}'),
  }).toEqual({
    connected: 1,
    queued: await school.jobs.depth(whatsappQueue(school.sessionId)),
    accepted: 1,
    refused: 1,
    acks: 2,
    taken: 1,
  });
  // One after the pairing, one that was provoked.
  expect(figure(text, 'sowan_whatsapp_closes_total{code="515"}')).toBe(2);
  expect(figure(text, 'sowan_whatsapp_reconnects_total')).toBe(2);
  expect(figure(text, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(text).not.toContain('628');
});

test('a gateway without its database or Redis lives, but is not ready; with them it is again', async ({ school }) => {
  const database = await openLine(school.env['DATABASE_URL'] ?? '');
  const redis = await openLine(school.env['REDIS_URL'] ?? '');
  const { healthUrl } = await school.startGateway(
    {},
    { DATABASE_URL: database.url, REDIS_URL: redis.url, WA_LEASE_MS: '1200' },
  );
  const readiness = async () => {
    const { status, text } = await ask(`${healthUrl}/readyz`);
    return { status, ...(JSON.parse(text) as object) };
  };
  const all = { database: true, redis: true, running: true };
  const untilReadiness = (wanted: object) => expect.poll(readiness, { timeout: 20_000 }).toEqual(wanted);
  await untilReadiness({ status: 200, ...all });
  database.cut();
  await untilReadiness({ status: 503, ...all, database: false });
  expect(await ask(`${healthUrl}/healthz`)).toEqual({ status: 200, text: '{"ok":true}' });
  database.mend();
  redis.cut();
  await untilReadiness({ status: 503, ...all, redis: false });
  expect((await ask(`${healthUrl}/metrics`)).status).toBe(200);
  redis.mend();
  await untilReadiness({ status: 200, ...all });
});

test('there is nothing else on that port, and nothing at all after the end', async ({ school }) => {
  const gateway = await school.startGateway();
  expect((await ask(`${gateway.healthUrl}/`)).status).toBe(404);
  expect((await ask(`${gateway.healthUrl}/metrics`, { method: 'POST' })).status).toBe(405);
  expect(new URL(gateway.healthUrl).hostname).toBe('127.0.0.1');
  await gateway.close();
  await expect(ask(`${gateway.healthUrl}/healthz`)).rejects.toThrow();
});
