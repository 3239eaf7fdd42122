import { pino } from 'pino';
import { Auth, connect } from '../../../../packages/wa-simulator/test/client.ts';
import { quietConsole } from '../../src/quiet-console.ts';

/** The least that Baileys needs: sockets with credentials in memory that come back when they close. Told what to do by messages. */
export type Order =
  { do: 'open'; session: number } | { do: 'send'; session: number; jid: string; id: string } | { do: 'usage' };
export type Report =
  | { is: 'qr'; session: number; qr: string }
  | { is: 'open'; session: number }
  | { is: 'usage'; rss: number; cpuUs: number };

const { WA_SOCKET_URL: socketUrl = '', MEDIA_CA: mediaCa = '' } = process.env;
const sockets: ReturnType<typeof connect>[] = [];
const report = (what: Report) => void process.send?.(what);

quietConsole(pino({ level: 'silent' }));
process.on('message', (order: Order) => {
  if (order.do === 'open') open(order.session, new Auth());
  if (order.do === 'send')
    void sockets[order.session]?.sendMessage(order.jid, { text: 'Halo' }, { messageId: order.id });
  if (order.do !== 'usage') return;
  const { user, system } = process.cpuUsage();
  report({ is: 'usage', rss: process.memoryUsage.rss(), cpuUs: user + system });
});
process.on('disconnect', () => process.exit(0));

function open(session: number, auth: Auth): void {
  const socket = connect({ socketUrl, mediaCa }, auth);
  sockets[session] = socket;
  socket.ev.on('connection.update', ({ qr, connection }) => {
    if (qr) report({ is: 'qr', session, qr });
    if (connection === 'open') report({ is: 'open', session });
    if (connection === 'close') open(session, auth);
  });
}
