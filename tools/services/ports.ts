import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

interface PortWishes {
  /** This one or none: throws when it is taken. */
  wanted?: number | undefined;
  /** This one at the first start, when it is free. */
  preferred?: number;
}

/**
 * A port for `name` on 127.0.0.1: the one of the last start when it is still free, else a free one.
 * Remembered in `ports.json` of the data folder, so that bookmarks and printed links survive a restart.
 */
export async function choosePort(dir: string, name: string, { wanted, preferred }: PortWishes = {}): Promise<number> {
  if (wanted && !(await isFree(wanted)))
    throw new Error(`Port ${wanted} is taken by another program. Choose another with --port.`);
  for (const port of [wanted, readPorts(dir)[name], preferred])
    if (port && (await isFree(port))) return remember(dir, name, port);
  return remember(dir, name, await freePort());
}

/** The port of the last start. */
export const knownPort = (dir: string, name: string): number | undefined => readPorts(dir)[name];

/** Drops the remembered port, so that the next choice is a fresh one. */
export function forgetPort(dir: string, name: string): void {
  const { [name]: _, ...others } = readPorts(dir);
  writeFileSync(path.join(dir, 'ports.json'), JSON.stringify(others));
}

function remember(dir: string, name: string, port: number): number {
  writeFileSync(path.join(dir, 'ports.json'), JSON.stringify({ ...readPorts(dir), [name]: port }));
  return port;
}

function readPorts(dir: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(path.join(dir, 'ports.json'), 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

async function isFree(port: number): Promise<boolean> {
  try {
    return (await listenOn(port)) === port;
  } catch {
    return false;
  }
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return listenOn(0);
}

function listenOn(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as net.AddressInfo;
      server.close(() => resolve(address.port));
    });
  });
}
