import net from 'node:net';
import path from 'node:path';
import { choosePort } from './ports.ts';
import { type Secrets, writeSecretFile } from './secrets.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export interface Redis {
  server: ServerProcess;
  redisUrl: string;
}

/** Starts the data folder's private Redis. It keeps nothing on disk: what it forgets is queued again from MySQL. */
export async function startRedis(dir: string, secrets: Secrets): Promise<Redis> {
  const port = await choosePort(dir, 'redis');
  const configFile = path.join(dir, 'redis.conf');
  // A file instead of arguments: the password would otherwise stand in the list of processes.
  writeSecretFile(configFile, redisConfig(dir, port, secrets.redisPassword));
  const server = await startServer({
    name: 'redis',
    program: 'redis-server',
    args: [configFile],
    dir,
    answers: () => answers(port, secrets.redisPassword),
  });
  return { server, redisUrl: redisUrlOf(secrets, port) };
}

export const redisUrlOf = (secrets: Secrets, port: number) => `redis://:${secrets.redisPassword}@127.0.0.1:${port}`;

function redisConfig(dir: string, port: number, password: string): string {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    `dir ${JSON.stringify(dir)}`,
    'save ""',
    'appendonly no',
    'maxmemory-policy noeviction',
    'daemonize no',
    '',
  ].join('\n');
}

/** Asks as the password's owner, so that another Redis on this port is not taken for ours. */
function answers(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let reply = '';
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (bytes) => {
      reply += bytes.toString('latin1');
      if (reply.includes('+PONG') || reply.startsWith('-')) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(reply.startsWith('+OK') && reply.includes('+PONG')));
  });
}
