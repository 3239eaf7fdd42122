export { readAuthRows, wipeAuthRows, writeAuthRows, type AuthRow } from './auth-rows.ts';
export { breakerState, type Breaker, type BreakerState, type Refusal } from './breaker.ts';
export { breakerOf, recordAnswer } from './breaker-rows.ts';
export { openContact } from './contacts.ts';
export { authRowsNotUnder, countAuthRowsByKey, resealAuthRow, type Place } from './reseal.ts';
export { commandWaSession } from './command.ts';
export { createWaSession, sessionNameSchema } from './create.ts';
export { deleteWaSession } from './delete.ts';
export { makeDefaultWaSession } from './make-default.ts';
export { renameWaSession } from './rename.ts';
export { listInbound, listInboundSchema, type ListedInbound } from './list-inbound.ts';
export { resumeGuest } from './consent.ts';
export { recordInbound, type InboundMessage } from './inbound.ts';
export { releaseLease, renewLease, takeLease, waSessionsToReconcile, type Lease } from './lease.ts';
export { clearLiveQr, readLiveQr, setLiveQr, type LiveQr } from './live-qr.ts';
export { announceReplica, countReplicas, forgetReplica, listWaReplicas, type WaReplica } from './replicas.ts';
export { reportWaStatus, type WaReport } from './report.ts';
export {
  allowedActions,
  LEASE_MS,
  WA_CONTENT_TYPES,
  WA_FAILURES,
  type WaAction,
  type WaContentType,
  type WaFailure,
  type WaSessionAction,
} from './rules.ts';
export {
  pauseSending,
  readSendingSettings,
  resumeSending,
  sendingSettingsSchema,
  sendingSettingsUpdateSchema,
  updateSendingSettings,
  wantedClientVersion,
  type SendingSettings,
} from './sending-settings.ts';
export {
  ensureDefaultSession,
  listWaSessions,
  whatsappStatus,
  type WaSession,
  type WaSessionView,
} from './sessions.ts';
