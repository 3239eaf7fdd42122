import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { appProcesses } from '../apps.ts';
import { freePort } from '../services/ports.ts';
import { loadSecrets } from '../services/secrets.ts';
import type { Services } from '../services.ts';

const TICKS_PER_S = 100;

/** Starts the built web app alone, on servers of its own; gives its port and process, and what stops it. */
export async function startWebApp(
  dir: string,
  services: Services,
): Promise<{ port: number; cpuSeconds(): number; stop(): Promise<void> }> {
  const port = await freePort();
  const settings = {
    publicUrl: `http://127.0.0.1:${String(port)}`,
    host: '127.0.0.1',
    port,
    gatewayPort: await freePort(),
    filesDir: path.join(dir, 'files'),
  };
  const apps = appProcesses({ ...services, ...settings, secrets: loadSecrets(dir) }, { LOG_LEVEL: 'info' });
  const app = apps.find(({ name }) => name === 'web');
  if (!app) throw new Error('there is no web process');
  const child = spawn(process.execPath, [app.script], {
    env: { ...process.env, ...app.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('"msg":"ready"')) break;
  child.stdout.resume();
  return {
    port,
    cpuSeconds: () => cpuSeconds(child.pid),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** CPU seconds a process has used, all threads, user and system: fields 14 and 15 of /proc/<pid>/stat (Linux). */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}
