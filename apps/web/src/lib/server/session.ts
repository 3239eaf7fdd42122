import { createHash } from 'node:crypto';
import { DrizzleMySQLAdapter } from '@lucia-auth/adapter-drizzle';
import { Lucia, type Adapter } from 'lucia';
import type { Cookies } from '@sveltejs/kit';
import type { Actor, Locale, Role } from '@sowan/core';
import { schema, type Db } from '@sowan/db';

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<Record<never, never>, UserAttributes>;
    DatabaseUserAttributes: UserAttributes;
    UserId: number;
  }
}

interface UserAttributes {
  name: string;
  role: Role;
  locale: Locale;
  active: boolean;
}

const hashed = (sessionId: string) => createHash('sha256').update(sessionId).digest('hex');

/** Keeps sessions under the hash of their id, so that a database dump opens no account. */
function hashingAdapter(inner: Adapter): Adapter {
  return {
    deleteExpiredSessions: () => inner.deleteExpiredSessions(),
    deleteSession: (id) => inner.deleteSession(hashed(id)),
    deleteUserSessions: (userId) => inner.deleteUserSessions(userId),
    async getSessionAndUser(id) {
      const [session, user] = await inner.getSessionAndUser(hashed(id));
      return session && user ? [{ ...session, id }, user] : [null, null];
    },
    getUserSessions: (userId) => inner.getUserSessions(userId),
    setSession: (session) => inner.setSession({ ...session, id: hashed(session.id) }),
    updateSessionExpiration: (id, expiresAt) => inner.updateSessionExpiration(hashed(id), expiresAt),
  };
}

/** Staff sessions. The cookie is Secure whenever the app is reached by https. */
export function staffSessions(db: Db, secure: boolean) {
  const adapter = new DrizzleMySQLAdapter(db, schema.sessions, schema.users);
  const lucia = new Lucia(hashingAdapter(adapter), {
    sessionCookie: { name: 'sowan_session', attributes: { secure, sameSite: 'lax' } },
    getUserAttributes: ({ name, role, locale, active }) => ({ name, role, locale, active }),
  });
  const setCookie = (cookies: Cookies, cookie: ReturnType<typeof lucia.createSessionCookie>) => {
    cookies.set(cookie.name, cookie.value, { ...cookie.attributes, path: '/' });
  };
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
      const { name, role, locale } = user;
      return { actor: { type: 'user', id: user.id, name, role, locale }, sessionId: session.id };
    },
    async start(cookies: Cookies, userId: number): Promise<void> {
      const session = await lucia.createSession(userId, {});
      setCookie(cookies, lucia.createSessionCookie(session.id));
    },
    async end(cookies: Cookies, sessionId: string | null): Promise<void> {
      if (sessionId) await lucia.invalidateSession(sessionId);
      setCookie(cookies, lucia.createBlankSessionCookie());
    },
  };
}
