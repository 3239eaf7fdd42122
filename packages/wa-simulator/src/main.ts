import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { readEnvironment, type Environment } from './env.ts';
import type { Simulator } from './simulator-api.ts';
import { startSimulator } from './simulator.ts';

const EXIT_MS = 1500;

/** libsignal prints whole sessions, private keys included, through the console. */
function silenceConsole(): void {
  const silent = () => undefined;
  Object.assign(console, { log: silent, info: silent, warn: silent, error: silent, debug: silent });
}

async function run(environment: Environment, log: Logger): Promise<void> {
  const simulator = await startSimulator({
    dir: environment.SIMULATOR_DIR,
    controlPort: environment.SIMULATOR_PORT,
    socketPort: environment.SIMULATOR_SOCKET_PORT,
    phones: environment.SIMULATOR_PHONES,
    log,
  });
  stopOnSignals(simulator, log);
  const { socketUrl, controlUrl, mediaCaFile } = simulator;
  process.stdout.write(`${JSON.stringify({ ready: true, socketUrl, controlUrl, mediaCaFile })}\n`);
}

/** Whatever hangs, the process is gone in time. */
function stopOnSignals(simulator: Simulator, log: Logger): void {
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), EXIT_MS).unref();
    simulator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

silenceConsole();
try {
  const environment = readEnvironment();
  await run(
    environment,
    pino({ name: 'wa-simulator', level: environment.LOG_LEVEL }, pino.destination({ dest: 2, sync: true })),
  );
} catch (error) {
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : error;
  process.stderr.write(`The simulator cannot start.\n${String(reason instanceof Error ? reason.stack : reason)}\n`);
  process.exitCode = 1;
}
