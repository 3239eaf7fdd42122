import { z } from 'zod';

/**
 * One kind of job: what it carries, which queue it waits in, and the id under which a second copy of it is dropped.
 * BullMQ wants ids without ":" and not of digits alone.
 */
export interface JobContract<P> {
  payload: z.ZodType<P>;
  queue: (payload: P) => string;
  jobId?: (payload: P) => string;
}

function contract<P>(definition: JobContract<P>): JobContract<P> {
  return definition;
}

/** `notBefore`: the instant (Unix, ms) until which it is put off. */
const messageAttempt = z.object({
  messageId: z.number().int(),
  attempt: z.number().int(),
  notBefore: z.number().int().optional(),
});

/** Another instant is another job: what is put off can be brought forward, and the later of the two finds nothing to do. */
const attemptId = ({ messageId, attempt, notBefore }: z.infer<typeof messageAttempt>) =>
  ['msg', messageId, attempt, ...(notBefore === undefined ? [] : [notBefore])].join('-');

/** Queue of a WhatsApp session; only the gateway that holds the session's lease consumes it. */
export const whatsappQueue = (sessionId: number) => `wa-send-${sessionId}`;

export const MAIL_QUEUE = 'mail';
export const UPKEEP_QUEUE = 'upkeep';
/** Long runs have a queue of their own, so that the sweep never waits for one. */
export const HEAL_QUEUE = 'heal';
/** What is done once a night, and takes long. */
export const NIGHT_QUEUE = 'night';
export const IMPORT_QUEUE = 'import';
export const CARDS_QUEUE = 'cards';

/** Every job there is. The row in MySQL is the truth; a job only says that there is something to do. */
export const JOBS = {
  sendMail: contract({
    payload: messageAttempt,
    queue: () => MAIL_QUEUE,
    jobId: attemptId,
  }),
  sendWhatsapp: contract({
    payload: messageAttempt.extend({ sessionId: z.number().int() }),
    queue: ({ sessionId }) => whatsappQueue(sessionId),
    jobId: attemptId,
  }),
  sweepOutbox: contract({ payload: z.object({}), queue: () => UPKEEP_QUEUE }),
  /** Tells the desk of guests whose host does not react. */
  escalateWaiting: contract({ payload: z.object({}), queue: () => UPKEEP_QUEUE }),
  /** Marks who did not come on days that are over. */
  closePastDays: contract({ payload: z.object({}), queue: () => UPKEEP_QUEUE }),
  /** Asks for a run over the stored images, as the admin's button does. */
  requestHeal: contract({ payload: z.object({ deep: z.boolean() }), queue: () => UPKEEP_QUEUE }),
  /** Does whatever of the night's work is due and not yet done. */
  runUpkeep: contract({ payload: z.object({}), queue: () => NIGHT_QUEUE }),
  backUp: contract({
    payload: z.object({ requestedBy: z.number().int() }),
    queue: () => NIGHT_QUEUE,
    jobId: () => 'back-up',
  }),
  proveBackup: contract({ payload: z.object({}), queue: () => NIGHT_QUEUE, jobId: () => 'prove-backup' }),
  healImages: contract({
    payload: z.object({ runId: z.number().int() }),
    queue: () => HEAL_QUEUE,
    jobId: ({ runId }) => `heal-${runId}`,
  }),
  importVisits: contract({
    payload: z.object({ importId: z.number().int() }),
    queue: () => IMPORT_QUEUE,
    jobId: ({ importId }) => `visits-${importId}`,
  }),
  /** Goes on with a run of membership cards. */
  workCardRun: contract({
    payload: z.object({ runId: z.number().int() }),
    queue: () => CARDS_QUEUE,
    jobId: ({ runId }) => `cards-${runId}`,
  }),
  /** The image of a pass that was revoked or deleted. `code` is the pass's 64-bit id in decimal. */
  removeImage: contract({ payload: z.object({ code: z.string().regex(/^\d{1,20}$/) }), queue: () => UPKEEP_QUEUE }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]['payload']>;
