export { csvText, type Cell } from './csv-file.ts';
export {
  authorise,
  may,
  PERMISSIONS,
  requireUser,
  scopeOf,
  SCOPES,
  type Actor,
  type Locale,
  type Permission,
  type Role,
  type User,
} from './actor.ts';
export { publishAll, systemClock, type Clock, type Ctx, type Log, type PassConfig } from './context.ts';
export { DomainError, type ErrorCode } from './errors.ts';
export {
  followEvents,
  redisEvents,
  type AppointmentStatus,
  type DomainEvent,
  type Events,
  type EventStream,
  type EventType,
  type MessageStatus,
  type WaStatus,
} from './events.ts';
export { errorText, loggedError } from './logged-error.ts';
export { pageInput, pageOf, pageRange, type Page, type PageInput } from './page.ts';
export { toE164 } from './phone.ts';
