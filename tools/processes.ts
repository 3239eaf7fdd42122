import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { repoRoot } from './paths.ts';
import { followLines, formatLine, type LogRecord } from './processes/log-lines.ts';
import { forgetProcess, recordProcess } from './services/orphans.ts';

export interface AppProcess {
  name: string;
  /** Absolute path of the TypeScript file to run. */
  script: string;
  /** Options of Node itself. */
  flags?: readonly string[];
  env: Record<string, string | undefined>;
}

export interface SupervisorOptions {
  /** The data folder, where the processes are noted so that a later run can end what a killed one left. */
  dir: string;
  log: (line: string) => void;
  /** Waits before the first, second, … restart, in milliseconds; the last one repeats. */
  backoff?: number[];
}

const BACKOFF = [500, 1000, 2000, 5000, 10_000, 30_000];
const START_MS = 60_000;
/** Up for this long, a process counts as healthy again and its next restart comes quickly. */
const HEALTHY_MS = 60_000;
const STOP_MS = 2500;

/** Starts processes, restarts those that crash, and stops them all. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, ChildProcess>();
  readonly #stopping = new AbortController();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /**
   * Starts a process and waits until it prints its `ready` line (pino's `"msg":"ready"`, or `{"ready":true,…}`), which is returned.
   * Throws when it ends before. Once it was ready it is kept running: when it crashes it is started again, ever more slowly.
   */
  async start(app: AppProcess): Promise<LogRecord> {
    this.#stopping.signal.throwIfAborted();
    const { ready, ended } = this.#launch(app);
    const record = await Promise.race([ready, ended]);
    if (typeof record === 'string') throw new Error(`${app.name} could not start (${record}).`);
    void this.#keepRunning(app, ended);
    return record;
  }

  /** Asks every process to end (SIGTERM) and makes sure within two and a half seconds. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#running.values()].map(stopChild));
  }

  async #keepRunning(app: AppProcess, firstEnd: Promise<string>): Promise<void> {
    const backoff = this.#options.backoff ?? BACKOFF;
    let [ended, restarts, startedAt] = [firstEnd, 0, Date.now()];
    for (;;) {
      const reason = await ended;
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - startedAt > HEALTHY_MS) restarts = 0;
      const wait = backoff[Math.min(restarts, backoff.length - 1)] ?? 0;
      restarts += 1;
      this.#options.log(`${app.name} ended unexpectedly (${reason}); starting it again in ${wait / 1000} s`);
      const stopped = await delay(wait, false, { signal: this.#stopping.signal }).catch(() => true);
      if (stopped) return;
      startedAt = Date.now();
      ended = this.#launch(app).ended;
    }
  }

  #launch({ name, script, flags = [], env }: AppProcess): { ready: Promise<LogRecord>; ended: Promise<string> } {
    const { dir, log } = this.#options;
    // In a process group of its own: Ctrl-C reaches only us, and the order of stopping is ours.
    const child = spawn(process.execPath, [...flags, script], {
      cwd: repoRoot,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.set(name, child);
    if (child.pid !== undefined) recordProcess(dir, name, child.pid, script);
    const endNow = () => child.kill('SIGKILL');
    process.on('exit', endNow);

    const ready = new Promise<LogRecord>((resolve) => {
      const onLine = (line: string, record: LogRecord | undefined) => {
        if (record && (record['msg'] === 'ready' || record['ready'] === true)) resolve(record);
        log(formatLine(name, line, record));
      };
      followLines(child.stdout, onLine);
      followLines(child.stderr, onLine);
    });
    const tooSlow = setTimeout(() => {
      log(`${name} is not ready after ${START_MS / 1000} s`);
      child.kill('SIGKILL');
    }, START_MS);
    void ready.then(() => clearTimeout(tooSlow));
    const ended = endOf(child).finally(() => {
      clearTimeout(tooSlow);
      process.off('exit', endNow);
      if (this.#running.get(name) === child) this.#running.delete(name);
      forgetProcess(dir, name);
    });
    return { ready, ended };
  }
}

/** Resolves when the process has ended and all it printed was read. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(force);
}
