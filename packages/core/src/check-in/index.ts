export type { DeskAppointment } from './find.ts';
export { REFUSALS, refusalOf, type Refusal } from './rules.ts';
export type { ScanResult } from './attempt.ts';
export { listDay, type DayPage, type DeskVisit } from './day.ts';
export { letIn } from './let-in.ts';
export { viewLobby, type Lobby } from './lobby.ts';
export { recentScans, type RecentScan } from './recent.ts';
export { readRoster, type Roster } from './roster.ts';
export { scanPass } from './scan.ts';
export {
  dayListSchema,
  letInSchema,
  scanSchema,
  syncSchema,
  walkInSchema,
  type Scan,
  type Sync,
  type WalkIn,
} from './schemas.ts';
export { syncScans, type SyncResult } from './sync.ts';
export { undoCheckIn } from './undo.ts';
export { registerWalkIn } from './walk-in.ts';
