import { tracked } from '@trpc/server';
import { may, type Actor, type DomainEvent } from '@sowan/core';
import {
  newestNotificationId,
  notificationById,
  notificationsAfter,
  type Notification,
} from '@sowan/core/notifications';
import { resolvePass, viewPass, type PassView } from '@sowan/core/passes';
import { readLiveQr } from '@sowan/core/whatsapp';
import { env } from '../env.ts';
import { liveQueue, whenGone } from '../live-queue.ts';
import type { Request } from '../request.ts';
import { streamCap } from '../stream-cap.ts';
import { maskErrors } from './errors.ts';

/** What a staff page hears: a notification in full, or a word that something changed. `hello` opens every (re)connection. */
export type LiveItem =
  | { type: 'hello' }
  | { type: 'notification'; notification: Notification }
  | Exclude<DomainEvent, { type: 'notification' | 'wa_nudge' | 'access_changed' }>;

const REPLAY_PAGE = 100;

/** Who may hear what. Whatever is not allowed here is not told. */
function concerns(actor: Actor, event: DomainEvent): boolean {
  if (actor.type !== 'user') return false;
  switch (event.type) {
    case 'notification':
    case 'notification_withdrawn':
      return event.userId === actor.id;
    case 'appointment':
    case 'review':
      return actor.role !== 'host' || event.hostId === actor.id;
    case 'message':
      return may(actor, 'message.read') && (actor.role !== 'host' || event.hostId === actor.id);
    case 'wa_status':
      return true;
    case 'visit_import':
      return actor.role === 'admin' || event.userId === actor.id;
    case 'heal':
      return may(actor, 'image.heal');
    case 'backup':
      return may(actor, 'backup.manage');
    case 'card_run':
      return may(actor, 'card.issue');
    case 'attendance':
      return may(actor, 'attendance.read');
    case 'wa_nudge':
    case 'access_changed':
      return false;
    default:
      return may(actor, 'whatsapp.manage');
  }
}

/**
 * The staff's live stream. Notifications carry their id, so a stream that was cut off goes on where it ended: subscribe first, replay the
 * rows since, then live. A stream whose user has another role, or was logged out somewhere, breaks: who comes back is asked again who they are.
 */
export function followLive(request: Request, lastEventId: string | null, signal: AbortSignal | undefined) {
  const { shared, ctx, actor } = request;
  const queue = liveQueue<DomainEvent>(signal);
  const stop = shared.stream.listen((event) => {
    if (event.type === 'access_changed' && actor.type === 'user' && event.userId === actor.id) queue.sendAway();
    else if (concerns(actor, event)) queue.push(event);
  });
  // A page may be gone before its stream is read for the first time.
  whenGone(signal, stop);
  return maskErrors(shared.log, async function* () {
    try {
      const known = Number(lastEventId);
      let last = lastEventId !== null && Number.isSafeInteger(known) ? known : await newestNotificationId(ctx);
      yield tracked(String(last), { type: 'hello' } as LiveItem);
      for (const event of await openQrCodes(request)) yield tracked(String(last), event);
      const toItem = (notification: Notification) =>
        tracked(String(last), { type: 'notification', notification } as LiveItem);
      const replayed = new Set<number>();
      for (;;) {
        const page = await notificationsAfter(ctx, last, REPLAY_PAGE);
        for (const notification of page) {
          replayed.add(notification.id);
          last = notification.id;
          yield toItem(notification);
        }
        if (page.length < REPLAY_PAGE) break;
      }
      for await (const event of queue) {
        if (event.type === 'notification') {
          // Its event came between the subscription and the replay.
          if (replayed.delete(event.id)) continue;
          // By its own id: transactions commit in another order than they number their rows.
          const notification = await notificationById(ctx, event.id);
          last = Math.max(last, event.id);
          if (notification) yield toItem(notification);
        } else if (event.type !== 'wa_nudge' && event.type !== 'access_changed')
          yield tracked(String(last), event as LiveItem);
      }
    } finally {
      stop();
      queue.close();
    }
  });
}

/** An admin who opens the page in the middle of a pairing sees the code that is on show. */
async function openQrCodes({ shared, actor, ctx }: Request): Promise<LiveItem[]> {
  if (!may(actor, 'whatsapp.manage')) return [];
  const sessions = await ctx.db.query.waSessions.findMany({ columns: { id: true, status: true }, limit: 100 });
  const open = await Promise.all(
    sessions
      .filter((session) => session.status === 'pairing')
      .map((session) => readLiveQr(shared.redis, session.id, env().REDIS_NAMESPACE)),
  );
  return open.flatMap((qr) => (qr ? [qr] : []));
}

const passStreams = streamCap();

/** The holder's page of a pass: how it stands now, and again after every change of its appointment. */
export function followPass(request: Request, token: string, signal: AbortSignal | undefined) {
  const { shared, ctx } = request;
  const leave = passStreams.enter(request.address);
  const queue = liveQueue<true>(signal);
  let appointmentId: number | null = null;
  const stop = shared.stream.listen((event) => {
    if (event.type === 'appointment' && event.id === appointmentId) queue.push(true);
  });
  const end = () => {
    stop();
    leave();
  };
  whenGone(signal, end);
  return maskErrors(shared.log, async function* (): AsyncGenerator<PassView> {
    try {
      const resolved = await resolvePass(ctx.db, ctx.pass, token);
      if (resolved.found) appointmentId = resolved.pass.appointmentId;
      yield await viewPass(ctx, token);
      for await (const _change of queue) yield await viewPass(ctx, token);
    } finally {
      queue.close();
      end();
    }
  });
}
