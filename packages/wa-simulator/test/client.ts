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
import { WebSocket } from 'ws';
import type { Simulator } from '../src/index.ts';

type Stored = Record<string, Record<string, unknown>>;

/** A client's credentials in memory; `copy` gives what another process would read at this moment. */
export class Auth {
  readonly creds: AuthenticationCreds;
  readonly #stored: Stored;

  constructor(state: { creds: AuthenticationCreds; keys: Stored } = { creds: initAuthCreds(), keys: {} }) {
    this.creds = state.creds;
    this.#stored = state.keys;
  }

  copy(): Auth {
    const text = JSON.stringify({ creds: this.creds, keys: this.#stored }, BufferJSON.replacer);
    return new Auth(JSON.parse(text, BufferJSON.reviver) as { creds: AuthenticationCreds; keys: Stored });
  }

  readonly keys = {
    get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
      const all = (this.#stored[type] ?? {}) as Record<string, SignalDataTypeMap[T]>;
      return Object.fromEntries(ids.flatMap((id) => (all[id] === undefined ? [] : [[id, all[id]]])));
    },
    set: (changes: SignalDataSet) => {
      for (const [type, values] of Object.entries(changes)) {
        for (const [id, value] of Object.entries(values)) {
          if (value === null) delete this.#stored[type]?.[id];
          else (this.#stored[type] ??= {})[id] = value;
        }
      }
    },
  };
}

export type ClientOptions = Partial<UserFacingSocketConfig>;

/** An unmodified Baileys socket pointed at the simulator. */
export function connect(
  simulator: Pick<Simulator, 'socketUrl' | 'mediaCa'>,
  auth: Auth,
  options: ClientOptions = {},
): WASocket {
  const agent: unknown = new Agent({ ca: simulator.mediaCa });
  const socket = makeWASocket({
    auth,
    logger: pino({ level: 'silent' }),
    waWebSocketUrl: simulator.socketUrl,
    fetchAgent: agent as NonNullable<UserFacingSocketConfig['fetchAgent']>,
    shouldSyncHistoryMessage: () => false,
    markOnlineOnConnect: false,
    ...options,
  });
  socket.ev.on('creds.update', (update) => Object.assign(auth.creds, update));
  return socket;
}

/** Waits for an event for which `pick` gives something other than undefined, and gives that. */
export function on<E extends keyof BaileysEventMap, T>(
  { ev }: WASocket,
  event: E,
  pick: (payload: BaileysEventMap[E]) => T | undefined,
): Promise<T> {
  return new Promise((resolve) => {
    const listen = (payload: BaileysEventMap[E]) => {
      const picked = pick(payload);
      if (picked === undefined) return;
      ev.off(event, listen);
      resolve(picked);
    };
    ev.on(event, listen);
  });
}

export const qrOf = (socket: WASocket) => on(socket, 'connection.update', ({ qr }) => qr);

export const opened = (socket: WASocket) =>
  on(socket, 'connection.update', ({ connection }) => (connection === 'open' ? true : undefined));

/** The code with which the socket closes; 0 when its owner ended it. */
export const closeCode = (socket: WASocket) =>
  on(socket, 'connection.update', ({ connection, lastDisconnect }) => {
    const error = lastDisconnect?.error as { output?: { statusCode: number } } | undefined;
    return connection === 'close' ? (error?.output?.statusCode ?? 0) : undefined;
  });

/** The next message that reaches the client; `type` is `append` for what came while it was away. */
export const received = (socket: WASocket, id?: string) =>
  on(socket, 'messages.upsert', ({ messages, type }) => {
    const message = messages.find(({ key, message }) => !key.fromMe && message && (id ?? key.id) === key.id);
    return message && { ...message, type };
  });

/** Waits until the client knows this status of its message; Baileys tells it by an update, or merged into the message. */
export function status(socket: WASocket, id: string, wanted: number): Promise<string> {
  const told = (from: string | null | undefined) => from ?? '';
  return Promise.race([
    on(socket, 'messages.update', (updates) => {
      const update = updates.find(({ key, update }) => key.id === id && update.status === wanted);
      return update && told(update.key.remoteJid);
    }),
    on(socket, 'messages.upsert', ({ messages }) => {
      const message = messages.find(({ key, status: now }) => key.id === id && now === wanted);
      return message && told(message.key.remoteJid);
    }),
  ]);
}

/** What the kernel does to the socket of a process that is killed. */
export function kill({ ws }: WASocket): void {
  const socket: unknown = Reflect.get(ws, 'socket');
  if (socket instanceof WebSocket) socket.terminate();
}
