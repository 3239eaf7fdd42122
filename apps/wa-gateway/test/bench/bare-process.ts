import { Agent } from 'node:https';
import {
  initAuthCreds,
  makeWASocket,
  type AuthenticationState,
  type SignalDataSet,
  type SignalDataTypeMap,
  type UserFacingSocketConfig,
  type WASocket,
} from '@whiskeysockets/baileys';
import { pino } from 'pino';
import { quietConsole } from '../../src/quiet-console.ts';

/** The least that Baileys needs: sockets with credentials in memory that come back when they close. Told what to do by messages. */
export type Order =
  { do: 'open'; session: number } | { do: 'send'; session: number; jid: string; id: string } | { do: 'usage' };
export type Report =
  | { is: 'qr'; session: number; qr: string }
  | { is: 'open'; session: number }
  | { is: 'usage'; rss: number; cpuUs: number };

const { WA_SOCKET_URL: waWebSocketUrl = '', MEDIA_CA: ca = '' } = process.env;
const logger = pino({ level: 'silent' });
const agent: unknown = new Agent({ ca });
const sockets: WASocket[] = [];
const report = (what: Report) => void process.send?.(what);

quietConsole(logger);
process.on('message', (order: Order) => {
  if (order.do === 'open') open(order.session, inMemory());
  if (order.do === 'send')
    void sockets[order.session]?.sendMessage(order.jid, { text: 'Halo' }, { messageId: order.id });
  if (order.do !== 'usage') return;
  const { user, system } = process.cpuUsage();
  report({ is: 'usage', rss: process.memoryUsage.rss(), cpuUs: user + system });
});
process.on('disconnect', () => process.exit(0));

function inMemory(): AuthenticationState {
  const stored = new Map<string, unknown>();
  return {
    creds: initAuthCreds(),
    keys: {
      get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) =>
        Object.fromEntries(
          ids.flatMap((id) => (stored.has(`${type} ${id}`) ? [[id, stored.get(`${type} ${id}`)]] : [])),
        ) as Record<string, SignalDataTypeMap[T]>,
      set: (changes: SignalDataSet) => {
        for (const [type, values] of Object.entries(changes)) {
          for (const [id, value] of Object.entries(values)) {
            if (value === null) stored.delete(`${type} ${id}`);
            else stored.set(`${type} ${id}`, value);
          }
        }
      },
    },
  };
}

function open(session: number, auth: AuthenticationState): void {
  const socket = makeWASocket({
    auth,
    logger,
    waWebSocketUrl,
    fetchAgent: agent as NonNullable<UserFacingSocketConfig['fetchAgent']>,
    shouldSyncHistoryMessage: () => false,
    markOnlineOnConnect: false,
  });
  sockets[session] = socket;
  socket.ev.on('creds.update', (update) => Object.assign(auth.creds, update));
  socket.ev.on('connection.update', ({ qr, connection }) => {
    if (qr) report({ is: 'qr', session, qr });
    if (connection === 'open') report({ is: 'open', session });
    if (connection === 'close') open(session, auth);
  });
}
