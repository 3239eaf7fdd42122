import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { Connection } from '../wire/connection.ts';
import { listen } from '../listen.ts';
import { abandon } from '../linking/vouch.ts';
import { admit } from './login.ts';
import type { Network } from '../network.ts';
import { createServerIdentity } from '../wire/server-identity.ts';
import { handleStanza } from './stanzas.ts';

export interface SocketServer {
  /** `ws://127.0.0.1:PORT/ws/chat` */
  url: string;
  /** For a client that checks the server's certificate: the key to trust. */
  rootPublicKey: Uint8Array;
  close(): Promise<void>;
}

/** The WebSocket side of WhatsApp Web. */
export async function startSocketServer(network: Network, port: number): Promise<SocketServer> {
  const identity = createServerIdentity();
  const server = createServer((_request, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  let lastId = 0;
  server.on('upgrade', (request, socket, head) => {
    const refusal = network.faults.take('refuse_upgrade');
    if (!refusal) return sockets.handleUpgrade(request, socket, head, accept);
    network.counters.sockets.refused++;
    return socket.end(`HTTP/1.1 ${refusal.code} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  function accept(socket: WebSocket): void {
    const connection = new Connection(++lastId, socket, identity, {
      onLogin: async (from, payload) => admit(network, from, payload),
      onStanza: async (from, stanza) => handleStanza(network, from, stanza),
      onClosed: (from) => forget(network, from),
      onError: (from, error) => network.log.error({ connection: from.id, err: error }, 'a connection failed'),
    });
    network.connections.add(connection);
    network.counters.sockets.opened++;
    network.counters.sockets.live++;
    network.events.emit('connected', { id: connection.id, device: null });
  }

  const listening = await listen(server, port);
  return {
    url: `ws://127.0.0.1:${listening.port}/ws/chat`,
    rootPublicKey: identity.rootPublicKey,
    close: async () => {
      const open = [...network.connections];
      for (const connection of open) connection.drop();
      await listening.close();
      await Promise.all(open.map((connection) => connection.settled()));
    },
  };
}

function forget(network: Network, connection: Connection): void {
  const { companion } = connection;
  const address = companion?.address ?? null;
  network.connections.delete(connection);
  network.counters.sockets.live--;
  if (companion) network.counters.device(companion.address).live = network.liveSocketsOf(companion);
  abandon(connection);
  network.events.emit('disconnected', { id: connection.id, device: address });
}
