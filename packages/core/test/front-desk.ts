import { desc, eq } from 'drizzle-orm';
import { schema } from '@sowan/db';
import { signPass } from '@sowan/qr';
import { scanPass, type Scan, type ScanResult } from '../src/check-in/index.ts';
import type { Ctx } from '../src/index.ts';
import { openWorld, type User, type World } from './world.ts';

export interface FrontDesk {
  world: World;
  host: User;
  hostCtx: Ctx;
  desk: Ctx;
  scan(scanned: string, given?: Partial<Scan>, ctx?: Ctx): Promise<ScanResult>;
  checkInsOf(appointmentId: number): Promise<(typeof schema.checkIns.$inferSelect)[]>;
  lastCheckIn(): Promise<typeof schema.checkIns.$inferSelect>;
  /** Token of a guest's standing pass. */
  standingPass(guestId: number): Promise<string>;
}

export const reasonOf = (result: ScanResult) => (result.outcome === 'refused' ? result.reason : result.outcome);

/** A school with one host and one desk, "A". */
export async function openFrontDesk(): Promise<FrontDesk> {
  const world = await openWorld();
  const host = await world.user('host', { name: 'Bu Rina' });
  const desk = world.as(await world.user('receptionist'));
  const { query } = world.ctx.db;
  return {
    world,
    host,
    hostCtx: world.as(host),
    desk,
    scan: (scanned, given = {}, ctx = desk) => scanPass(ctx, { scanned, method: 'camera', desk: 'A', ...given }),
    checkInsOf: (id) => query.checkIns.findMany({ where: eq(schema.checkIns.appointmentId, id) }),
    async lastCheckIn() {
      const row = await query.checkIns.findFirst({ orderBy: desc(schema.checkIns.id) });
      if (!row) throw new Error('nothing was recorded');
      return row;
    },
    async standingPass(guestId) {
      const pass = await query.passes.findFirst({ where: eq(schema.passes.guestId, guestId) });
      if (!pass) throw new Error('the guest has no standing pass');
      return signPass(world.ctx.pass.keyring, { kind: 'guest', id: pass.code, slot: pass.keySlot });
    },
  };
}
