import { json, redirect } from '@sveltejs/kit';
import { sequence, type Handle, type HandleServerError } from '@sveltejs/kit/hooks';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { DomainError } from '@sowan/core';
import { paraglideMiddleware } from '#lib/paraglide/server.js';
import { bearerOf, identifyBearer } from '#lib/server/bearer.ts';
import { isLight } from '#lib/server/body-limit.ts';
import { env } from '#lib/server/env.ts';
import { guestCookie } from '#lib/server/guest-session.ts';
import { services } from '#lib/server/services.ts';
import { staffSessions } from '#lib/server/session.ts';
import { errorDetail } from '#lib/server/trpc/errors.ts';

/** The address inside a QR code is in capitals, which make for a smaller code; the page's own is not. */
const uncapitalise: Handle = ({ event, resolve }) => {
  const { pathname, search } = event.url;
  if (pathname.startsWith('/P/')) redirect(308, `/p/${pathname.slice('/P/'.length)}${search}`);
  return resolve(event);
};

const language: Handle = ({ event, resolve }) =>
  paraglideMiddleware(event.request, ({ locale }) =>
    resolve(event, { transformPageChunk: ({ html }) => html.replace('%lang%', locale) }),
  );

/** Where whoever is logged in as a guest is that guest, even a host who visits a colleague. */
const isGuestArea = (path: string) => /^\/(?:guest|api\/v1\/portal)(?:\/|$)/.test(path);

const identify: Handle = async ({ event, resolve }) => {
  const shared = await services();
  const secret = event.url.pathname.startsWith('/api/v1/') ? bearerOf(event.request) : null;
  if (secret) {
    try {
      Object.assign(event.locals, {
        actor: await identifyBearer(shared, secret, event.getClientAddress()),
        sessionId: null,
      });
    } catch (error) {
      if (error instanceof DomainError) return refusedBearer(error);
      throw error;
    }
  } else {
    const sessions = staffSessions(shared.database.db, env().PUBLIC_URL.startsWith('https:'));
    const staff = await sessions.read(event.cookies);
    const guest = isGuestArea(event.url.pathname) ? await guestCookie(shared, event.cookies).read() : null;
    Object.assign(event.locals, guest ? { actor: guest, sessionId: null } : staff);
  }
  return resolve(event);
};

/** As the REST side words every other refusal. */
function refusedBearer({ code, reason, detail }: DomainError): Response {
  const busy = code === 'RATE_LIMITED';
  return json(
    { message: reason, code: busy ? 'TOO_MANY_REQUESTS' : 'UNAUTHORIZED' },
    {
      status: busy ? 429 : 401,
      headers: busy ? { 'retry-after': String(detail['seconds']) } : { 'www-authenticate': 'Bearer' },
    },
  );
}

/** Pages by role: who has no business on one is sent to the login or to their own page. The procedures guard themselves. */
const AREAS = {
  '/host': ['host', 'admin'],
  '/desk': ['receptionist', 'admin'],
  '/admin': ['admin'],
  '/account': ['admin', 'host', 'receptionist'],
  '/notifications': ['admin', 'host', 'receptionist'],
} as const;

const admit: Handle = ({ event, resolve }) => {
  const area = Object.entries(AREAS).find(
    ([path]) => event.url.pathname === path || event.url.pathname.startsWith(`${path}/`),
  );
  if (area) {
    const { actor } = event.locals;
    if (actor.type !== 'user') redirect(303, `/login?to=${encodeURIComponent(event.url.pathname)}`);
    if (actor.mustChangePassword) redirect(303, '/new-password');
    if (!(area[1] as readonly string[]).includes(actor.role)) redirect(303, '/login');
  }
  return resolve(event);
};

/** Files come from the staff and their programs only. */
const mayBeHeavy = ({ type }: App.Locals['actor']) => type === 'user' || type === 'apiToken';

const weigh: Handle = ({ event, resolve }) => {
  if (mayBeHeavy(event.locals.actor) || isLight(event.request.headers)) return resolve(event);
  return json({ reason: 'too_long' }, { status: 413 });
};

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
};

const protect: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
};

export const handle = sequence(protect, uncapitalise, identify, weigh, admit, language);

/**
 * What we did not foresee is logged in full and shown as nothing but "internal". A procedure that refuses a page is no accident: the
 * error page gets its status, and its stable reason as `message`.
 */
export const handleError: HandleServerError = async ({ kind, error, event }) => {
  if (kind !== 'unknown') return undefined;
  if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') {
    return { status: getHTTPStatusCodeFromError(error), message: errorDetail(error).reason };
  }
  const { log } = await services();
  log.error({ err: error, route: event.route.id }, 'request failed');
  return { message: 'internal' };
};
