import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { School } from './school.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A gateway as it runs in a school: a process of its own. */
export interface GatewayProcess {
  /** What it has written to stdout and stderr. */
  output(): string;
  /** Waits for a line of its log. */
  line(text: string): Promise<void>;
  /** Ends it; gives its exit code, null when the signal killed it. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** SIGSTOP freezes it, SIGCONT wakes it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
}

/** Starts `src/main.ts` and waits until it says that it is ready; `use` ends it in any case. */
export async function withGateway<T>(
  school: School,
  changes: NodeJS.ProcessEnv,
  use: (gateway: GatewayProcess) => Promise<T>,
): Promise<T> {
  const gateway = await startGatewayProcess(school, changes);
  try {
    return await use(gateway);
  } finally {
    await gateway.kill('SIGKILL');
  }
}

/** The same for a gateway that lives as long as the test. */
export async function startGatewayProcess(school: School, changes: NodeJS.ProcessEnv = {}): Promise<GatewayProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sowan-gateway-'));
  const authority = path.join(folder, 'media.pem');
  writeFileSync(authority, school.simulator.mediaCa);
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], ...school.env, NODE_EXTRA_CA_CERTS: authority, ...changes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  // A test that runs out of time is left where it stands.
  onTestFinished(async () => {
    await gateway.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  let output = '';
  const wakers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      school.logged.push(text);
      for (const wake of wakers) wake();
    });
  }
  const gateway: GatewayProcess = {
    output: () => output,
    line: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.includes(text)) resolve();
          else if (child.exitCode !== null) reject(new Error(`the gateway ended:\n${output}`));
          else return;
          wakers.delete(look);
        };
        wakers.add(look);
        void exited.then(look);
        look();
      }),
    async kill(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
      return child.exitCode;
    },
    signal: (signal) => void child.kill(signal),
  };
  await gateway.line('"msg":"ready"');
  return gateway;
}
