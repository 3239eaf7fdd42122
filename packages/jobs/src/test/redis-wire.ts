import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to Redis that a test can cut: the server behind it stays as it is for everybody else. */
export interface RedisWire {
  url: string;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param redisUrl the Redis at the other end
 * @param given.cut starts without a connection
 */
export async function redisWire(redisUrl: string, given: { cut?: boolean } = {}): Promise<RedisWire> {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The other end learns of it by the close that follows.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port || 6379), target.hostname);
    [near, far].forEach(keep);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = async () => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  if (given.cut) await cut();
  const url = new URL(redisUrl);
  url.host = `127.0.0.1:${String(port)}`;
  return {
    url: url.href,
    cut,
    close: cut,
    async mend() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
