import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server seen through a line that can be cut. */
export interface Line {
  /** The server's URL through this line. */
  url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  mend(): void;
}

export async function openLine(serverUrl: string): Promise<Line> {
  const server = new URL(serverUrl);
  const open = new Set<Socket>();
  let isCut = false;
  const proxy = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(Number(server.port), server.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const end = () => open.forEach((socket) => socket.destroy());
  onTestFinished(() => {
    end();
    proxy.close();
  });
  const through = new URL(serverUrl);
  through.port = String((proxy.address() as AddressInfo).port);
  return {
    url: through.href,
    cut() {
      isCut = true;
      end();
    },
    mend: () => void (isCut = false),
  };
}
