import { Agent } from 'node:https';
import {
  Browsers,
  makeWASocket,
  proto,
  type BaileysEventMap,
  type UserFacingSocketConfig,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { Log } from '@sowan/core';
import type { AuthState } from '../auth-state.ts';
import type { Metrics } from '../health/metrics.ts';
import { phoneOf, readInbound } from '../inbound.ts';
import { baileysLogger } from './baileys-log.ts';
import { answerCompanionRefresh, withSecret } from './companion-refresh.ts';
import { CLOSE, type Connection, type ConnectionListener, type Content } from './connection.ts';
import { keepPrivacyTokens } from './privacy-tokens.ts';
import { compose, write } from './socket-writer.ts';
import { startWatchdog } from './watchdog.ts';

export interface SocketOptions {
  /** Where WhatsApp is, when it is the simulator. */
  url?: string | undefined;
  /** Version of WhatsApp Web to announce instead of the library's own. */
  version?: [number, number, number] | undefined;
  /** PEM of an authority to trust for media, when it is the simulator's. */
  mediaCa?: string | undefined;
  /** Silence that is too long before a QR or being open. A refused upgrade gives no close event and Baileys' own limit is off: nothing else ends it. */
  connectMs: number;
  /** Silence after which an open connection is dead: pings are answered every 30 s. */
  silenceMs: number;
  pingMs: number;
  /** How long each QR is good; left out, a minute for the first and 20 s for the others, as WhatsApp wants it. */
  qrMs?: number | undefined;
}

export const SOCKET_DEFAULTS = { connectMs: 30_000, silenceMs: 90_000, pingMs: 30_000 } satisfies SocketOptions;

const QUERY_MS = 20_000;
const FIRST_QR_MS = 60_000;
const NEXT_QR_MS = 20_000;
/** Baileys closes politely, for which a frozen server would be given half a minute. */
const CLOSE_GRACE_MS = 2000;

export interface SocketSurroundings {
  listener: ConnectionListener;
  /** What was sent under an id, for a phone that could not read it. */
  contentOf: (waMessageId: string) => Promise<Content | null>;
  metrics: Metrics;
  log: Log;
}

/** Opens a socket to WhatsApp with stored or new credentials. */
export function openSocket(auth: AuthState, options: SocketOptions, around: SocketSurroundings): Connection {
  const { listener, contentOf, metrics, log } = around;
  const socket = makeWASocket({
    ...configuration(auth, options, log),
    getMessage: async ({ id, remoteJid }) => {
      const content = id && remoteJid ? await contentOf(id) : null;
      return content && id && remoteJid ? compose(socket, remoteJid, content) : undefined;
    },
  });
  keepPrivacyTokens(socket);
  const offs: (() => void)[] = [];
  const taking = new Set<Promise<void>>();
  let isOpen = false;
  let ended = false;
  const watchdog = startWatchdog(options.connectMs, () =>
    end(CLOSE.timedOut, isOpen ? 'no sign of life' : 'no connection in time'),
  );

  function end(code: number, detail: string): void {
    if (ended) return;
    ended = true;
    isOpen = false;
    watchdog.stop();
    // What came at the login is held back until all of it is there, but acknowledged one by one.
    socket.ev.flush();
    for (const off of offs) off();
    void socket.end(new Error(detail));
    setTimeout(() => terminate(socket), CLOSE_GRACE_MS).unref();
    listener.closed({ code, detail });
  }

  offs.push(
    ...listen(socket, {
      'creds.update': () => auth.saveCreds(),
      'connection.update': (update) => {
        if (update.connection === 'close') end(...causeOf(update.lastDisconnect?.error));
        if (update.connection !== 'open') return;
        isOpen = true;
        watchdog.expectWithin(options.silenceMs);
        listener.open(accountOf(socket));
      },
      'messages.update': (updates) => {
        for (const { key, update } of updates) if (key.fromMe && key.id) listener.status(key.id, update.status ?? 0);
      },
      'messages.upsert': ({ messages }) => {
        for (const message of messages) {
          const took = take(message)
            .catch((error: unknown) => log.error({ err: error }, 'message not read'))
            .finally(() => taking.delete(took));
          taking.add(took);
        }
      },
    }),
  );
  offs.push(...showQr(socket, options, listener, () => watchdog.expectWithin(options.silenceMs)));
  offs.push(onWire(socket, 'frame', () => watchdog.feed()));
  // Only a browser on WhatsApp's own page could answer. Seen on the simulator and in what other clients report.
  offs.push(
    onWire(socket, 'CB:notification,type:passkey_prologue_request', () => {
      if (!auth.isPaired()) end(CLOSE.passkey, 'the account is linked with a passkey only');
    }),
  );
  offs.push(
    onWire(socket, 'unexpected-response', (_request: unknown, response: unknown) =>
      // Anybody on the way may have answered: only what WhatsApp says inside a connection speaks of the account.
      end(
        statusOf(response) === CLOSE.outdated ? CLOSE.outdated : CLOSE.unavailable,
        `upgrade refused: ${statusOf(response)}`,
      ),
    ),
  );

  async function take(message: WAMessage): Promise<void> {
    const { key, status } = message;
    // While events are buffered Baileys merges what it learns of a message into the message itself.
    if (key.fromMe && key.id && status) return listener.status(key.id, status);
    const read = readInbound(message);
    if (!read) return;
    const { numberJid, ...received } = read;
    // Who wrote is worth less than what was written.
    const jid = numberJid ?? (await socket.signalRepository.lidMapping.getPNForLID(received.fromJid).catch(() => null));
    listener.received({ ...received, phone: phoneOf(jid) });
  }

  return {
    get isOpen() {
      return isOpen;
    },
    end,
    settled: async () => void (await Promise.all(taking)),
    async findNumber(phone) {
      const [found] = (await socket.onWhatsApp(phone)) ?? raise('WhatsApp did not say whether it knows the number');
      return found?.exists ? found.jid : null;
    },
    write: (writing) => write(socket, writing, metrics),
    requestPairingCode: (phone) => socket.requestPairingCode(phone.replace('+', '')),
    async logOut() {
      try {
        await socket.logout();
      } finally {
        end(CLOSE.closed, 'logged out');
      }
    },
  };
}

function configuration(auth: AuthState, options: SocketOptions, log: Log): UserFacingSocketConfig {
  // The type asks for the agent of another fetch; what uploads is node:https.
  const agent: unknown = options.mediaCa === undefined ? undefined : new Agent({ ca: options.mediaCa });
  const { RECENT, FULL, ON_DEMAND } = proto.HistorySync.HistorySyncType;
  return {
    auth: auth.baileys,
    logger: baileysLogger(log),
    browser: Browsers.ubuntu('Chrome'),
    ...(options.url ? { waWebSocketUrl: options.url } : {}),
    ...(options.version ? { version: options.version } : {}),
    ...(agent ? { fetchAgent: agent as NonNullable<UserFacingSocketConfig['fetchAgent']> } : {}),
    ...(options.qrMs ? { qrTimeout: options.qrMs } : {}),
    keepAliveIntervalMs: options.pingMs,
    // The watchdog ends what takes too long. This limit would put two stack traces before every frame, and a third behind it.
    connectTimeoutMs: 0,
    defaultQueryTimeoutMs: QUERY_MS,
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 }, // Our store has its own patience.
    markOnlineOnConnect: false, // Else the school's phone would stop ringing.
    emitOwnEvents: false,
    syncFullHistory: false,
    // Old chats are nobody's business here; the bootstrap brings the numbers behind LIDs.
    shouldSyncHistoryMessage: ({ syncType }) => syncType !== RECENT && syncType !== FULL && syncType !== ON_DEMAND,
  };
}

type Handlers = { [E in keyof BaileysEventMap]?: (payload: BaileysEventMap[E]) => void };

function listen(socket: WASocket, handlers: Handlers): (() => void)[] {
  return (Object.keys(handlers) as (keyof BaileysEventMap)[]).map((event) => {
    const handler = handlers[event] as (payload: unknown) => void;
    socket.ev.on(event, handler);
    return () => socket.ev.off(event, handler);
  });
}

function onWire(socket: WASocket, event: string, handler: (...args: unknown[]) => void): () => void {
  socket.ws.on(event, handler);
  return () => void socket.ws.off(event, handler);
}

function showQr(
  socket: WASocket,
  options: SocketOptions,
  listener: ConnectionListener,
  shown: () => void,
): (() => void)[] {
  let last: { text: string; until: number } | undefined;
  const show = (text: string, validMs: number) => {
    last = { text, until: performance.now() + validMs };
    listener.qr(withSecret(text, socket.authState.creds.advSecretKey), validMs);
  };
  const onUpdate = ({ qr }: BaileysEventMap['connection.update']) => {
    if (!qr) return;
    show(qr, options.qrMs ?? (last ? NEXT_QR_MS : FIRST_QR_MS));
    shown();
  };
  const off = listen(socket, { 'connection.update': onUpdate });
  return [...off, answerCompanionRefresh(socket, () => last && show(last.text, last.until - performance.now()))];
}

function accountOf({ user }: WASocket): { phone: string; name: string | null } {
  const name = user?.name ?? user?.verifiedName ?? null;
  // Until it is told the owner's name, Baileys puts a tilde.
  return { phone: phoneOf(user?.id) ?? raise('an open connection has no account'), name: name === '~' ? null : name };
}

/** Baileys' errors carry the code. It gives 408 to a network that is not there as well as to QRs that ran out: the first is 503 here. */
function causeOf(error: unknown): [code: number, detail: string] {
  const detail = error instanceof Error ? error.message : 'closed';
  const inner: unknown = Reflect.get(Object(error), 'data');
  const isNetwork = inner instanceof Error && 'code' in inner && typeof inner.code === 'string';
  const output: unknown = Reflect.get(Object(error), 'output');
  const code = Number(Reflect.get(Object(output), 'statusCode'));
  return [isNetwork ? CLOSE.unavailable : code || CLOSE.closed, detail];
}

const statusOf = (response: unknown) => Number(Reflect.get(Object(response), 'statusCode'));

function terminate(socket: WASocket): void {
  const raw: unknown = Reflect.get(socket.ws, 'socket');
  if (raw && typeof raw === 'object' && 'terminate' in raw && typeof raw.terminate === 'function') raw.terminate();
}

function raise(message: string): never {
  throw new Error(message);
}
