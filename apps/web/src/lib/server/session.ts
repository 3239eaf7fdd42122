import { createHash } from 'node:crypto';
import { DrizzleMySQLAdapter } from '@lucia-auth/adapter-drizzle';
import { Lucia, type Adapter } from 'lucia';
import type { Cookies } from '@sveltejs/kit';
import type { Actor, Locale, Role } from '@sowan/core';
import { eq, sql } from 'drizzle-orm';
import { prepared, schema, type Db } from '@sowan/db';

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<SessionAttributes, UserAttributes>;
    DatabaseUserAttributes: UserAttributes;
    DatabaseSessionAttributes: SessionAttributes;
    UserId: number;
  }
}

interface UserAttributes {
  name: string;
  role: Role;
  locale: Locale;
  active: boolean;
  mustChangePassword: boolean;
}

interface SessionAttributes {
  createdAt: Date | null;
  lastSeenAt: Date | null;
  userAgent: string | null;
}

/** "Last seen" is kept to five minutes: a write per request would cost more than it tells. */
const SEEN_NOTED_EVERY_MS = 5 * 60_000;
const MOST_USER_AGENT = 255;

/** A session's name in the database, as in `sessions.id`. */
export const hashSessionId = (sessionId: string): string => createHash('sha256').update(sessionId).digest('hex');

const { sessions, users } = schema;

/** Prepared: asked with every request. */
const sessionWithUser = prepared((db) =>
  db
    .select({
      session: {
        userId: sessions.userId,
        expiresAt: sessions.expiresAt,
        createdAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
        userAgent: sessions.userAgent,
      },
      user: {
        name: users.name,
        role: users.role,
        locale: users.locale,
        active: users.active,
        mustChangePassword: users.mustChangePassword,
      },
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, sql.placeholder('hash')))
    .prepare(),
);

/** Keeps sessions under the hash of their id, so that a database dump opens no account. */
function hashingAdapter(db: Db, inner: Adapter): Adapter {
  return {
    deleteExpiredSessions: () => inner.deleteExpiredSessions(),
    deleteSession: (id) => inner.deleteSession(hashSessionId(id)),
    deleteUserSessions: (userId) => inner.deleteUserSessions(userId),
    async getSessionAndUser(id) {
      const [row] = await sessionWithUser(db).execute({ hash: hashSessionId(id) });
      if (!row) return [null, null];
      const { userId, expiresAt, ...attributes } = row.session;
      return [
        { id, userId, expiresAt, attributes },
        { id: userId, attributes: row.user },
      ];
    },
    getUserSessions: (userId) => inner.getUserSessions(userId),
    setSession: (session) => inner.setSession({ ...session, id: hashSessionId(session.id) }),
    updateSessionExpiration: (id, expiresAt) => inner.updateSessionExpiration(hashSessionId(id), expiresAt),
  };
}

/** Staff sessions. The cookie is Secure whenever the app is reached by https. */
export function staffSessions(db: Db, secure: boolean) {
  const adapter = new DrizzleMySQLAdapter(db, sessions, users);
  const lucia = new Lucia(hashingAdapter(db, adapter), {
    sessionCookie: { name: 'sowan_session', attributes: { secure, sameSite: 'lax' } },
    getUserAttributes: ({ name, role, locale, active, mustChangePassword }) => ({
      name,
      role,
      locale,
      active,
      mustChangePassword,
    }),
    getSessionAttributes: ({ createdAt, lastSeenAt, userAgent }) => ({ createdAt, lastSeenAt, userAgent }),
  });
  const setCookie = (cookies: Cookies, cookie: ReturnType<typeof lucia.createSessionCookie>) => {
    cookies.set(cookie.name, cookie.value, { ...cookie.attributes, path: '/' });
  };
  async function noteSeen(id: string, lastSeenAt: Date | null): Promise<void> {
    const now = new Date();
    if (lastSeenAt && now.getTime() - lastSeenAt.getTime() < SEEN_NOTED_EVERY_MS) return;
    await db
      .update(sessions)
      .set({ lastSeenAt: now })
      .where(eq(sessions.id, hashSessionId(id)));
  }
  return {
    /** Who is behind the request's cookie; a session near its end is prolonged. */
    async read(cookies: Cookies): Promise<{ actor: Actor; sessionId: string | null }> {
      const id = cookies.get(lucia.sessionCookieName);
      if (!id) return { actor: { type: 'public' }, sessionId: null };
      const { session, user } = await lucia.validateSession(id);
      if (!session || !user.active) {
        setCookie(cookies, lucia.createBlankSessionCookie());
        return { actor: { type: 'public' }, sessionId: null };
      }
      if (session.fresh) setCookie(cookies, lucia.createSessionCookie(session.id));
      await noteSeen(session.id, session.lastSeenAt);
      const { name, role, locale, mustChangePassword } = user;
      return {
        actor: { type: 'user', id: user.id, name, role, locale, mustChangePassword },
        sessionId: session.id,
      };
    },
    async start(cookies: Cookies, userId: number, userAgent: string | null): Promise<void> {
      const now = new Date();
      const session = await lucia.createSession(userId, {
        createdAt: now,
        lastSeenAt: now,
        userAgent: userAgent?.slice(0, MOST_USER_AGENT) ?? null,
      });
      setCookie(cookies, lucia.createSessionCookie(session.id));
    },
    async end(cookies: Cookies, sessionId: string | null): Promise<void> {
      if (sessionId) await lucia.invalidateSession(sessionId);
      setCookie(cookies, lucia.createBlankSessionCookie());
    },
  };
}
