import { BufferJSON, initAuthCreds, proto } from '@whiskeysockets/baileys';
import type {
  AuthenticationCreds,
  AuthenticationState,
  SignalDataSet,
  SignalDataTypeMap,
} from '@whiskeysockets/baileys';
import { DomainError, type Ctx } from '@sowan/core';
import { readAuthRows, wipeAuthRows, writeAuthRows, type AuthRow } from '@sowan/core/whatsapp';
import { keepTrying } from './keep-trying.ts';
import { AuthUnreadableError, open, placeOf, seal, type AuthKeyring } from './seal.ts';
import type { HeldLease } from './session/lease.ts';
import { SerialTasks } from './session/serial-tasks.ts';
import { SignalCache } from './signal-cache.ts';

/** A database that restarts is back by then; a connection whose keys can't be kept or read any longer must not go on. */
const PATIENCE_MS = 15_000;
const CREDS = 'creds';

export interface AuthStateOptions {
  ctx: Pick<Ctx, 'db' | 'clock' | 'log'>;
  held: HeldLease;
  keyring: AuthKeyring;
  /** A value could not be kept or read: memory and database differ now, so the connection must end. */
  onBroken(error: unknown): void;
}

/** Everything that makes this gateway a linked device, for one connection. */
export interface AuthState {
  readonly baileys: AuthenticationState;
  /** True when a phone has linked this device. */
  isPaired(): boolean;
  /** Keeps the credentials as they are now. What no phone has linked is not worth keeping. */
  saveCreds(): void;
  /** Refuses what a connection that has ended still wants to write, and waits for what is being written. */
  close(): Promise<void>;
}

/** Reads a session's credentials, or makes new ones when it has none. Throws AuthUnreadableError, CONFLICT `lease_lost`. */
export async function openAuthState(options: AuthStateOptions): Promise<AuthState> {
  const store = new AuthStore(options);
  const [stored] = await store.read(CREDS, [CREDS]);
  const creds = (stored?.[1] as AuthenticationCreds | undefined) ?? initAuthCreds();
  if (!creds.account) await wipeAuthRows(options.ctx, options.held.lease);
  let saving: Promise<void> | undefined;
  return {
    baileys: {
      creds,
      keys: {
        get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) =>
          Object.fromEntries(await store.read(type, ids)) as Record<string, SignalDataTypeMap[T]>,
        set: (data: SignalDataSet) =>
          store.write(
            Object.entries(data).flatMap(([type, values]) =>
              Object.entries(values).map(([id, value]): StoredValue => [type, id, value]),
            ),
          ),
      },
    },
    isPaired: () => creds.account !== undefined,
    saveCreds() {
      if (!creds.account) return;
      // Read when their turn comes, so that a save never overtakes a newer one; failures end the connection by `onBroken`.
      saving = (saving ?? Promise.resolve()).then(() => store.write([[CREDS, CREDS, creds]])).catch(() => undefined);
    },
    async close() {
      await saving;
      await store.close();
    },
  };
}

type StoredValue = [type: string, id: string, value: unknown];

/**
 * Values under their type and id, sealed, each write one transaction under the lease's epoch. Only the lease's holder writes, so what
 * was read or written once needs no second look at the database.
 */
class AuthStore {
  readonly #options: AuthStateOptions;
  readonly #underway = new Set<Promise<void>>();
  readonly #writes = new SerialTasks();
  readonly #cache = new SignalCache();
  #closed = false;

  constructor(options: AuthStateOptions) {
    this.#options = options;
  }

  async read(type: string, ids: string[]): Promise<[id: string, value: unknown][]> {
    // Another gateway may be writing by now: its keys are in the database.
    if (!this.#options.held.isCurrent()) this.#cache.close();
    const plain = await this.#cache.through(type, ids, (missing) => this.#readRows(type, missing));
    return plain.map(([id, value]) => [id, this.#reading(() => parse(type, value))]);
  }

  async #readRows(type: string, ids: string[]): Promise<[id: string, plain: string][]> {
    const { ctx, held, keyring } = this.#options;
    // Without its keys Baileys answers a message as one that it can't read, and it does not come again.
    const reading = this.#patiently('read WhatsApp keys', () => readAuthRows(ctx, held.lease.sessionId, type, ids));
    const rows = await reading.catch((error: unknown) => this.#break(error));
    return rows.map((row) => [
      row.keyId,
      this.#reading(() => open(keyring, this.#place(type, row.keyId), row).toString()),
    ]);
  }

  /** One write after the other: so the cache has the last of two values of a key that the database has. */
  write(values: StoredValue[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the connection that these keys belong to has ended'));
    const writing = this.#writes.run(() => this.#write(values)).finally(() => this.#underway.delete(writing));
    this.#underway.add(writing);
    return writing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#underway);
    this.#cache.close();
  }

  async #write(values: StoredValue[]): Promise<void> {
    const { ctx, held } = this.#options;
    try {
      const plain = values.map(([type, keyId, value]) => ({ type, keyId, value: plainOf(value) }));
      const rows = plain.map((each) => this.#row(each));
      const writing = this.#patiently('keep WhatsApp keys', () => writeAuthRows(ctx, held.lease, rows));
      await this.#cache.during(writing, plain);
    } catch (error) {
      this.#break(error);
    }
  }

  #row({ type, keyId, value }: { type: string; keyId: string; value: string | null }): AuthRow {
    if (value === null) return { type, keyId, sealed: null, format: 0, encryptionKey: 0 };
    return { type, keyId, ...seal(this.#options.keyring, this.#place(type, keyId), Buffer.from(value)) };
  }

  #place(type: string, keyId: string): string {
    return placeOf({ sessionId: this.#options.held.lease.sessionId, type, keyId });
  }

  #reading<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      return this.#break(error);
    }
  }

  #patiently<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { ctx, held } = this.#options;
    const isFinal = (error: unknown) => error instanceof DomainError;
    return keepTrying(work, { signal: held.lost, log: ctx.log, what, forMs: PATIENCE_MS, isFinal });
  }

  #break(error: unknown): never {
    this.#options.onBroken(error);
    throw error;
  }
}

/** How the replacer marks bytes. */
const BUFFER = '"type":"Buffer"';

const plainOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value, BufferJSON.replacer);

function parse(type: string, plain: string): unknown {
  try {
    // A reviver looks at every value and takes ten times as long: the keys that each message needs are text and numbers only.
    const value: unknown = plain.includes(BUFFER) ? JSON.parse(plain, BufferJSON.reviver) : JSON.parse(plain);
    // Baileys compares and encodes these as protobuf objects.
    if (type === 'app-state-sync-key') return proto.Message.AppStateSyncKeyData.fromObject(value as object);
    return value;
  } catch (cause) {
    throw new AuthUnreadableError(`${type} is not what Baileys wrote`, cause);
  }
}
