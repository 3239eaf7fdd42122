import { ROSTER_DATABASE } from '#lib/kept-desk.ts';
import type { KeptRoster } from './judge.ts';

/** A scan that the server has not yet recorded. */
export interface JournalScan {
  idempotencyKey: string;
  scanned: string;
  method: 'camera' | 'scanner' | 'typed';
  desk: string;
  /** By this device's clock. */
  scannedAt: Date;
  shown: 'admitted' | 'unknown' | 'refused';
  guestName: string;
}

const JOURNAL = 'sowan-journal';
const STORE = 'kept';

/** What a desk keeps on its device: today's list, and the scans it still has to send. */
export interface DeskStore {
  roster(): Promise<KeptRoster | null>;
  keepRoster(kept: KeptRoster): Promise<void>;
  journal(): Promise<JournalScan[]>;
  add(scan: JournalScan): Promise<void>;
  remove(idempotencyKeys: string[]): Promise<void>;
}

export async function openDeskStore(): Promise<DeskStore> {
  const roster = await open(ROSTER_DATABASE);
  const journal = await open(JOURNAL, 'idempotencyKey');
  return {
    async roster() {
      return ((await run(roster, 'readonly', (store) => store.get(ROSTER_DATABASE))) as KeptRoster | undefined) ?? null;
    },
    async keepRoster(kept) {
      await run(roster, 'readwrite', (store) => store.put(kept, ROSTER_DATABASE));
    },
    async journal() {
      const scans = ((await run(journal, 'readonly', (store) => store.getAll())) ?? []) as JournalScan[];
      return scans.sort((a, b) => a.scannedAt.getTime() - b.scannedAt.getTime());
    },
    async add(scan) {
      await run(journal, 'readwrite', (store) => store.put(scan));
    },
    async remove(idempotencyKeys) {
      await run(journal, 'readwrite', (store) => {
        for (const key of idempotencyKeys) store.delete(key);
        return undefined;
      });
    },
  };
}

/** A database of one store; its values' own key is at `keyPath`, if they have one. */
function open(name: string, keyPath?: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, keyPath ? { keyPath } : {});
    request.onsuccess = () => {
      // Somebody logs out in another tab, and what was kept goes.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('no storage'));
  });
}

function run<T>(
  db: IDBDatabase,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T> | undefined,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
  });
}
