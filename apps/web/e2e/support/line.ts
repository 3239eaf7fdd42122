import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { demo } from './demo.ts';

export interface Line {
  /** Address of the app at this end of the line. */
  url: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A network line to the app that can be cut and mended, as shaky Wi-Fi is. */
export async function layLine(): Promise<Line> {
  const port = Number(new URL(demo().url).port);
  const open = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(end);
      end.on('close', () => {
        open.delete(end);
        other.destroy();
      });
      end.on('error', () => other.destroy());
      end.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    whole = false;
    for (const end of open) end.destroy();
  };
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    cut,
    mend: () => void (whole = true),
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
