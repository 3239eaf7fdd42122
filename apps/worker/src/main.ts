import { migrate } from '@sowan/db';
import { sweepOutbox } from '@sowan/core/messages';
import { createConsumer, MAIL_QUEUE, UPKEEP_QUEUE } from '@sowan/jobs';
import { openContext } from './context.ts';
import { readEnv } from './env.ts';
import { sendMail } from './jobs/send-mail.ts';
import { smtpTransport } from './mail/transport.ts';
import { onShutdown } from './shutdown.ts';

const MAILS_AT_ONCE = 4;

const env = readEnv();
await migrate(env.DATABASE_URL);
const { redis, log, jobs, ctx, close } = openContext(env);
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
      },
    },
    { onError },
  ),
];
await jobs.schedule('sweepOutbox', {}, env.SWEEP_SECONDS * 1000);

onShutdown(log, async () => {
  await Promise.all(consumers.map((consumer) => consumer.close()));
  transport?.close();
  await close();
});
log.info({}, 'ready');
