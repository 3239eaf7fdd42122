import { fork } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { newWaMessageId } from '@sowan/core/messages';
import type { Simulator } from '@sowan/wa-simulator';
import type { Order, Report } from './bare-process.ts';
import { GUEST, numberOf, type Contender } from './contender.ts';

export async function startBare(simulator: Simulator): Promise<Contender> {
  const child = fork(fileURLToPath(new URL('bare-process.ts', import.meta.url)), {
    env: { PATH: process.env['PATH'], WA_SOCKET_URL: simulator.socketUrl, MEDIA_CA: simulator.mediaCa },
  });
  const reports = new EventEmitter();
  child.on('message', (report: Report) => reports.emit(report.is, report));
  const order = (what: Order) => void child.send(what);
  let opened = 0;
  reports.on(
    'qr',
    ({ session, qr }: Extract<Report, { is: 'qr' }>) => void simulator.scan(numberOf('bare', session), qr),
  );
  return {
    name: 'bare Baileys',
    async grow(sessions) {
      const open = on(reports, 'open');
      for (; opened < sessions; opened++) {
        order({ do: 'open', session: opened });
        await open.next();
      }
      await open.return?.();
    },
    async prepare(session) {
      const id = newWaMessageId();
      return {
        waMessageId: id,
        handOver: async () => order({ do: 'send', session, jid: `${GUEST}@s.whatsapp.net`, id }),
      };
    },
    async usage() {
      const answer = once(reports, 'usage') as Promise<[Extract<Report, { is: 'usage' }>]>;
      order({ do: 'usage' });
      const [{ rss, cpuUs }] = await answer;
      return { rssMb: rss / 2 ** 20, cpuS: cpuUs / 1e6 };
    },
    async close() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
