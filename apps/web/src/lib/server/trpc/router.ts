import { createCallerFactory, router } from './init.ts';
import { accountRouter } from './routers/account.ts';
import { appointmentsRouter } from './routers/appointments.ts';
import { auditRouter } from './routers/audit.ts';
import { authRouter } from './routers/auth.ts';
import { backupsRouter } from './routers/backups.ts';
import { calendarRouter } from './routers/calendar.ts';
import { cardsRouter } from './routers/cards.ts';
import { deskRouter } from './routers/desk.ts';
import { entranceRouter } from './routers/entrance.ts';
import { guestsRouter } from './routers/guests.ts';
import { imagesRouter } from './routers/images.ts';
import { inboxRouter } from './routers/inbox.ts';
import { importsRouter } from './routers/imports.ts';
import { liveRouter } from './routers/live.ts';
import { membersRouter } from './routers/members.ts';
import { messagesRouter } from './routers/messages.ts';
import { notificationsRouter } from './routers/notifications.ts';
import { passesRouter } from './routers/passes.ts';
import { portalRouter } from './routers/portal.ts';
import { reviewsRouter } from './routers/reviews.ts';
import { reportsRouter } from './routers/reports.ts';
import { settingsRouter } from './routers/settings.ts';
import { templatesRouter } from './routers/templates.ts';
import { tokensRouter } from './routers/tokens.ts';
import { unsubscribeRouter } from './routers/unsubscribe.ts';
import { usersRouter } from './routers/users.ts';
import { whatsappRouter } from './routers/whatsapp.ts';

export const appRouter = router({
  account: accountRouter,
  appointments: appointmentsRouter,
  audit: auditRouter,
  auth: authRouter,
  backups: backupsRouter,
  calendar: calendarRouter,
  cards: cardsRouter,
  desk: deskRouter,
  entrance: entranceRouter,
  guests: guestsRouter,
  images: imagesRouter,
  inbox: inboxRouter,
  imports: importsRouter,
  live: liveRouter,
  members: membersRouter,
  messages: messagesRouter,
  notifications: notificationsRouter,
  passes: passesRouter,
  portal: portalRouter,
  reviews: reviewsRouter,
  reports: reportsRouter,
  settings: settingsRouter,
  templates: templatesRouter,
  tokens: tokensRouter,
  unsubscribe: unsubscribeRouter,
  users: usersRouter,
  whatsapp: whatsappRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
