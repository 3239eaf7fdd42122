import { and, asc, desc, eq, gt, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { schema } from '@sowan/db';
import { authorise, requireUser } from '../actor.ts';
import type { Ctx } from '../context.ts';
import { pageInput, pageRange, type Page } from '../page.ts';

const { notifications } = schema;
export type Notification = Omit<typeof notifications.$inferSelect, 'userId'>;

const columns = {
  id: notifications.id,
  kind: notifications.kind,
  appointmentId: notifications.appointmentId,
  data: notifications.data,
  readAt: notifications.readAt,
  createdAt: notifications.createdAt,
};

/** The caller's notifications, newest first, a page at a time; `unread` are all pages'. */
export async function listNotifications(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  input: z.input<typeof pageInput>,
): Promise<Page<Notification> & { unread: number }> {
  authorise(ctx.actor, 'notification.own');
  const { id: userId } = requireUser(ctx.actor);
  const wish = pageInput.parse(input);
  const { limit, offset } = pageRange(wish);
  const own = eq(notifications.userId, userId);
  const [items, total, unread] = await Promise.all([
    ctx.db.select(columns).from(notifications).where(own).orderBy(desc(notifications.id)).limit(limit).offset(offset),
    ctx.db.$count(notifications, own),
    ctx.db.$count(notifications, and(own, isNull(notifications.readAt))),
  ]);
  return { items, total, ...wish, unread };
}

/** What came after a given id, oldest first: the replay of a stream that was cut off. */
export async function notificationsAfter(
  ctx: Pick<Ctx, 'db' | 'actor'>,
  afterId: number,
  limit: number,
): Promise<Notification[]> {
  authorise(ctx.actor, 'notification.own');
  const { id: userId } = requireUser(ctx.actor);
  return ctx.db
    .select(columns)
    .from(notifications)
    .where(and(eq(notifications.userId, userId), gt(notifications.id, afterId)))
    .orderBy(asc(notifications.id))
    .limit(limit);
}

/** One of the caller's own notifications, null when it is not theirs or gone. */
export async function notificationById(ctx: Pick<Ctx, 'db' | 'actor'>, id: number): Promise<Notification | null> {
  authorise(ctx.actor, 'notification.own');
  const { id: userId } = requireUser(ctx.actor);
  const [row] = await ctx.db
    .select(columns)
    .from(notifications)
    .where(and(eq(notifications.id, id), eq(notifications.userId, userId)));
  return row ?? null;
}

/** Id of the caller's newest notification, 0 when there is none: where a new stream starts. */
export async function newestNotificationId(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<number> {
  const { id: userId } = requireUser(ctx.actor);
  const newest = await ctx.db.query.notifications.findFirst({
    where: eq(notifications.userId, userId),
    orderBy: desc(notifications.id),
    columns: { id: true },
  });
  return newest?.id ?? 0;
}

/** Marks the caller's own notifications as read; ids of others are left alone. */
export async function markNotificationsRead(
  ctx: Pick<Ctx, 'db' | 'actor' | 'clock'>,
  ids: number[] | 'all',
): Promise<number> {
  authorise(ctx.actor, 'notification.own');
  const { id: userId } = requireUser(ctx.actor);
  const [result] = await ctx.db
    .update(notifications)
    .set({ readAt: ctx.clock.now() })
    .where(
      and(
        eq(notifications.userId, userId),
        isNull(notifications.readAt),
        ids === 'all' ? undefined : inArray(notifications.id, ids),
      ),
    );
  return result.affectedRows;
}

/** Deletes the caller's own notifications; ids of others are left alone. `read`: all that have been read. */
export async function deleteNotifications(ctx: Pick<Ctx, 'db' | 'actor'>, ids: number[] | 'read'): Promise<number> {
  authorise(ctx.actor, 'notification.own');
  const { id: userId } = requireUser(ctx.actor);
  const [result] = await ctx.db
    .delete(notifications)
    .where(
      and(
        eq(notifications.userId, userId),
        ids === 'read' ? isNotNull(notifications.readAt) : inArray(notifications.id, ids),
      ),
    );
  return result.affectedRows;
}
