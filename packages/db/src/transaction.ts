import type { Db, Tx } from './client.ts';
import { isDeadlock } from './errors.ts';

const ATTEMPTS = 3;

/**
 * Runs `work` in one transaction (READ COMMITTED, as every connection of `openDatabase`: a re-read after a lost compare-and-set sees the
 * winner's row) and runs it again when the server chose it as a deadlock's victim. `work` must therefore touch nothing but the database.
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isDeadlock(error)) throw error;
    }
  }
}
