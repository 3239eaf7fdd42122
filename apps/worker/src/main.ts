import { migrate } from '@sowan/db';
import { closePastDays, escalateWaiting } from '@sowan/core/appointments';
import { sweepOutbox } from '@sowan/core/messages';
import { resumeCardRuns, workCardRun } from '@sowan/core/cards';
import { requestHeal, resumeHeal, runHeal } from '@sowan/core/images';
import { readSettings } from '@sowan/core/settings';
import { resumeImports, runImport } from '@sowan/core/visit-imports';
import { DomainError } from '@sowan/core';
import {
  CARDS_QUEUE,
  createConsumer,
  HEAL_QUEUE,
  IMPORT_QUEUE,
  MAIL_QUEUE,
  NIGHT_QUEUE,
  UPKEEP_QUEUE,
} from '@sowan/jobs';
import { openContext } from './context.ts';
import { readEnv } from './env.ts';
import { nightWork } from './jobs/night-work.ts';
import { sendMail } from './jobs/send-mail.ts';
import { smtpTransport } from './mail/transport.ts';
import { onShutdown } from './shutdown.ts';

const MAILS_AT_ONCE = 4;
const CARD_RUNS_AT_ONCE = 2;
/** How often somebody looks whether the night's work is due. */
const UPKEEP_MS = 5 * 60_000;
const QUICK_HEAL_MS = 3600_000;
const ESCALATION_CHECK_MS = 15_000;
/** Often, so that a worker that was away at midnight catches up soon. */
const CLOSE_DAYS_MS = 300_000;
/** Half past two at night, the school's time. */
const DEEP_HEAL_CRON = '30 2 * * *';

const env = readEnv();
await migrate(env.DATABASE_URL);
const { redis, log, jobs, ctx, images, backups, close } = openContext(env);
const shutdown = new AbortController();
const onError = (error: Error, job: { name: string } | undefined) =>
  log.error({ err: error, job: job?.name }, 'job failed');

const transport = env.SMTP_URL ? smtpTransport(env.SMTP_URL, env.MAIL_FROM) : null;
// Without a mail server nothing takes from the queue: the outbox keeps what waits, and the ledger says so.
if (!transport) log.warn({}, 'SMTP_URL is not set: e-mail waits in the outbox');
const consumers = [
  ...(transport
    ? [
        createConsumer(
          redis,
          MAIL_QUEUE,
          { sendMail: ({ messageId }) => sendMail(ctx, transport, messageId) },
          { concurrency: MAILS_AT_ONCE, onError },
        ),
      ]
    : []),
  createConsumer(
    redis,
    UPKEEP_QUEUE,
    {
      async sweepOutbox() {
        const swept = await sweepOutbox(ctx);
        if (swept.released > 0 || swept.expired > 0) log.info(swept, 'outbox swept');
        await resumeHeal(ctx);
        await resumeImports(ctx);
        await resumeCardRuns(ctx);
      },
      async escalateWaiting() {
        const told = await escalateWaiting(ctx);
        if (told > 0) log.info({ told }, 'guests wait without an answer: the desk was told');
      },
      async closePastDays() {
        const ended = await closePastDays(ctx);
        if (ended.missed + ended.closed > 0) log.info(ended, 'visits of past days ended');
      },
      requestHeal: ({ deep }) => askForHeal(deep),
      removeImage: ({ code }) => images.remove(BigInt(code)),
    },
    { onError },
  ),
  createConsumer(
    redis,
    IMPORT_QUEUE,
    { importVisits: ({ importId }) => runImport(ctx, importId, shutdown.signal) },
    { onError },
  ),
  createConsumer(
    redis,
    HEAL_QUEUE,
    {
      async healImages({ runId }) {
        await runHeal(ctx, images, runId, shutdown.signal);
      },
    },
    { onError },
  ),
  createConsumer(
    redis,
    CARDS_QUEUE,
    { workCardRun: ({ runId }) => workCardRun(ctx, images, runId, shutdown.signal) },
    { concurrency: CARD_RUNS_AT_ONCE, onError },
  ),
];
consumers.push(createConsumer(redis, NIGHT_QUEUE, nightWork(ctx, backups), { onError }));
const { timeZone } = await readSettings(ctx.db);
await jobs.schedule('sweepOutbox', {}, { everyMs: env.SWEEP_SECONDS * 1000 });
await jobs.schedule('escalateWaiting', {}, { everyMs: ESCALATION_CHECK_MS });
await jobs.schedule('closePastDays', {}, { everyMs: CLOSE_DAYS_MS });
await jobs.schedule('runUpkeep', {}, { everyMs: UPKEEP_MS });
await jobs.schedule('requestHeal', { deep: false }, { everyMs: QUICK_HEAL_MS });
await jobs.schedule('requestHeal', { deep: true }, { cron: DEEP_HEAL_CRON, timeZone });
// In the background: serving does not wait for it, and images are drawn on request meanwhile.
askForHeal(false).catch((error: unknown) => log.error({ err: error }, 'heal not requested'));

async function askForHeal(deep: boolean): Promise<void> {
  try {
    await requestHeal(ctx, { deep });
  } catch (error) {
    // One is under way already: it will do.
    if (!(error instanceof DomainError && error.reason === 'heal_running')) throw error;
  }
}

onShutdown(log, async () => {
  shutdown.abort();
  await Promise.all(consumers.map((consumer) => consumer.close()));
  transport?.close();
  await close();
});
log.info({}, 'ready');
