import type { Ctx } from '@sowan/core';
import {
  archiveAppointments,
  backUp,
  deleteOldBackups,
  deleteOldNotifications,
  proveBackup,
  runUpkeep,
  type BackupPlace,
  type UpkeepHandlers,
} from '@sowan/core/maintenance';
import { mailReport } from '@sowan/core/reports';

/** What is done once a night or when an admin asks for it. All of it waits in one queue, so that never two run at once here. */
export function nightWork(ctx: Ctx, place: BackupPlace) {
  const tasks: UpkeepHandlers = {
    backup: () => backUp(ctx, place),
    proof: () => proveBackup(ctx, place),
    archive: () => archiveAppointments(ctx),
    notifications: () => deleteOldNotifications(ctx),
    'old-backups': () => deleteOldBackups(ctx, place),
    'report-daily': (period, run) => mailReport(ctx, 'daily', period, run),
    'report-weekly': (period, run) => mailReport(ctx, 'weekly', period, run),
    'report-monthly': (period, run) => mailReport(ctx, 'monthly', period, run),
  };
  return {
    async runUpkeep() {
      await runUpkeep(ctx, tasks);
    },
    async backUp({ requestedBy }: { requestedBy: number }) {
      await backUp(ctx, place, requestedBy);
    },
    async proveBackup() {
      await proveBackup(ctx, place);
    },
  };
}
