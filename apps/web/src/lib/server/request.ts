import type { RequestEvent } from '@sveltejs/kit';
import { createCtx, services } from './services.ts';
import { guestCookie } from './guest-session.ts';
import { hashSessionId, staffSessions } from './session.ts';
import { env } from './env.ts';

/** What every procedure gets: the verbs' context, who calls from where, and the means to begin and end a session. */
export async function createRequest(event: RequestEvent) {
  const shared = await services();
  const sessions = staffSessions(shared.database.db, env().PUBLIC_URL.startsWith('https:'));
  const { actor, sessionId } = event.locals;
  return {
    shared,
    actor,
    ctx: createCtx(shared, actor),
    address: event.getClientAddress(),
    /** The session this request came with, as in `sessions.id`. */
    sessionHash: sessionId ? hashSessionId(sessionId) : null,
    startSession: (userId: number) => sessions.start(event.cookies, userId, event.request.headers.get('user-agent')),
    guestSession: guestCookie(shared, event.cookies),
    endSession: () => sessions.end(event.cookies, sessionId),
  };
}

export type Request = Awaited<ReturnType<typeof createRequest>>;
