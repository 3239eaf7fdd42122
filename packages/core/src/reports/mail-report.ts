import { and, eq } from 'drizzle-orm';
import { inTransaction, schema } from '@sowan/db';
import { authorise, type Locale } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { enqueueMessages, writeMessage, type Outgoing } from '../messages/index.ts';
import { readSettings } from '../settings/index.ts';
import { reportPdf } from './pdf.ts';
import type { VisitReport } from './schemas.ts';
import { visitReport } from './visit-report.ts';
import { percent, reportWords, spanInWords, waitInWords, whole } from './words.ts';

const { upkeepRuns } = schema;

/** What a mail's report is drawn from when it is sent: figures of that moment. */
type ReportAttachment = { kind: 'report'; period: 'day' | 'week' | 'month'; day: string };

const PERIODS = { daily: 'day', weekly: 'week', monthly: 'month' } as const;

/**
 * Writes the mails of the last whole day, week or month into the outbox, in one transaction with the note that it was done (`runId`, a
 * row of upkeep_runs): so none is sent twice for one period. Nothing when the school does not want them.
 * @param periodStart first day of the period that has just begun
 */
export async function mailReport(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'jobs' | 'log' | 'pass'>,
  every: keyof typeof PERIODS,
  periodStart: string,
  runId: number,
): Promise<{ mails: number }> {
  authorise(ctx.actor, 'report.read');
  const { reportEvery, reportRecipients, locale } = await readSettings(ctx.db);
  if (!reportEvery.includes(every) || reportRecipients.length === 0) return { mails: 0 };
  const period = PERIODS[every];
  const { previous } = await visitReport(ctx, { period, day: periodStart });
  const report = await visitReport(ctx, { period, day: previous });
  const mail = wordMail(report, locale, ctx.pass.publicUrl);
  const attachment: ReportAttachment = { kind: 'report', period, day: report.from };
  const mails = await inTransaction(ctx.db, async (tx) => {
    const [result] = await tx
      .update(upkeepRuns)
      .set({ status: 'done', result: { mails: reportRecipients.length } })
      .where(and(eq(upkeepRuns.id, runId), eq(upkeepRuns.status, 'running')));
    if (result.affectedRows !== 1) return [];
    const createdAt = ctx.clock.now();
    const common = { channel: 'email' as const, kind: 'report', locale, attachment, createdAt, ...mail };
    const rows = reportRecipients.map((recipient) => ({ ...common, recipient }));
    const written: Outgoing[] = [];
    for (const row of rows) written.push(await writeMessage(tx, row));
    return written;
  });
  await enqueueMessages(ctx, mails);
  return { mails: mails.length };
}

function wordMail(report: VisitReport, locale: Locale, publicUrl: string): { subject: string; body: string } {
  const words = reportWords(locale);
  const { total } = report;
  const figures = [
    `${words.visits}: ${whole(total.visits, locale)}`,
    `${words.punctuality}: ${percent(report.punctuality, locale)}`,
    `${words.averageWait}: ${waitInWords(report.averageWait, locale)}`,
    `${words.noShows}: ${whole(total.noShows, locale)}`,
  ];
  const link = `${publicUrl}/admin/reports?period=${report.period}&day=${report.from}`;
  const title = `${words.title[report.period]}, ${spanInWords(report, locale)}`;
  return {
    subject: `${report.organisationName}: ${title}`,
    body: [report.organisationName, title, figures.join('\n'), `${words.mail}\n${link}`].join('\n\n'),
  };
}

/** The document of a report mail, drawn now; null when the message has none. */
export async function reportAttachment(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  message: Pick<typeof schema.messages.$inferSelect, 'attachment' | 'locale'>,
): Promise<{ filename: string; content: Buffer; contentType: string } | null> {
  if (message.attachment?.kind !== 'report') return null;
  const { period, day } = message.attachment as unknown as ReportAttachment;
  const content = await reportPdf(await visitReport(ctx, { period, day }), message.locale);
  return { filename: `sowan-${period}-${day}.pdf`, content, contentType: 'application/pdf' };
}
