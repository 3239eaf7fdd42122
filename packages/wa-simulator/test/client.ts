import { Agent } from 'node:https';
import {
  BufferJSON,
  initAuthCreds,
  makeWASocket,
  type AuthenticationCreds,
  type BaileysEventMap,
  type SignalDataSet,
  type SignalDataTypeMap,
  type UserFacingSocketConfig,
  type WASocket,
} from '@whiskeysockets/baileys';
import { pino } from 'pino';
import type { Simulator } from '../src/index.ts';

/** A client's credentials in memory; `copy` gives what a restarted process would read. */
export class Auth {
  readonly creds: AuthenticationCreds;
  readonly #keys: Record<string, Record<string, unknown>>;

  constructor(stored?: string) {
    const state = stored ? JSON.parse(stored, BufferJSON.reviver) : { creds: initAuthCreds(), keys: {} };
    this.creds = state.creds;
    this.#keys = state.keys;
  }

  copy(): Auth {
    return new Auth(JSON.stringify({ creds: this.creds, keys: this.#keys }, BufferJSON.replacer));
  }

  readonly keys = {
    get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
      const all = (this.#keys[type] ?? {}) as Record<string, SignalDataTypeMap[T]>;
      return Object.fromEntries(ids.flatMap((id) => (all[id] === undefined ? [] : [[id, all[id]]])));
    },
    set: (changes: SignalDataSet) => {
      for (const [type, values] of Object.entries(changes)) {
        for (const [id, value] of Object.entries(values)) {
          if (value === null) delete this.#keys[type]?.[id];
          else (this.#keys[type] ??= {})[id] = value;
        }
      }
    },
  };
}

/** An unmodified Baileys socket pointed at the simulator. */
export function connect(simulator: Simulator, auth: Auth, options: Partial<UserFacingSocketConfig> = {}): WASocket {
  const socket = makeWASocket({
    auth,
    logger: pino({ level: 'silent' }),
    waWebSocketUrl: simulator.socketUrl,
    fetchAgent: new Agent({ ca: simulator.mediaCa }) as never,
    shouldSyncHistoryMessage: () => false,
    markOnlineOnConnect: false,
    ...options,
  });
  socket.ev.on('creds.update', (update) => Object.assign(auth.creds, update));
  return socket;
}

/** Waits for an event of the socket for which `pick` gives something, and gives that. */
export function on<E extends keyof BaileysEventMap, T>(
  socket: WASocket,
  event: E,
  pick: (payload: BaileysEventMap[E]) => T | undefined | false,
): Promise<T> {
  return new Promise((resolve) => {
    const listen = (payload: BaileysEventMap[E]) => {
      const picked = pick(payload);
      if (picked === undefined || picked === false) return;
      socket.ev.off(event, listen);
      resolve(picked);
    };
    socket.ev.on(event, listen);
  });
}

export const qrOf = (socket: WASocket) => on(socket, 'connection.update', ({ qr }) => qr);

/** The code with which the socket closes. */
export const closeCode = (socket: WASocket) =>
  on(socket, 'connection.update', ({ connection, lastDisconnect }) => {
    const error = lastDisconnect?.error as { output?: { statusCode: number } } | undefined;
    return connection === 'close' && (error?.output?.statusCode ?? 0);
  });

export const opened = (socket: WASocket) =>
  on(socket, 'connection.update', ({ connection }) => connection === 'open' || undefined);

/** Links a new device to a phone by QR and opens it. */
export async function link(simulator: Simulator, number: string, options: Partial<UserFacingSocketConfig> = {}) {
  const auth = new Auth();
  const first = connect(simulator, auth, options);
  const closing = closeCode(first);
  await simulator.scan(number, await qrOf(first));
  await closing;
  const socket = connect(simulator, auth, options);
  const [device] = await Promise.all([
    simulator.events.next('online', (online) => online.number === number),
    opened(socket),
  ]);
  return { auth, socket, device };
}

/** Waits until the socket knows that its message has this status; Baileys tells it by an update, or merged into the message. */
export function status(socket: WASocket, id: string, wanted: number): Promise<void> {
  return new Promise((resolve) => {
    const check = (key: { id?: string | null | undefined }, now: unknown) => {
      if (key.id === id && now === wanted) resolve();
    };
    socket.ev.on('messages.update', (updates) => updates.forEach(({ key, update }) => check(key, update.status)));
    socket.ev.on('messages.upsert', ({ messages }) =>
      messages.forEach((message) => check(message.key, message.status)),
    );
  });
}
