export interface Lifetime {
  /** Notes what must be closed at the end; the last noted is closed first. */
  onStop(close: () => Promise<void>): void;
  /** Ends the command with a non-zero code when this promise rejects. */
  failOn(crash: Promise<never>): void;
}

/**
 * Runs a command that goes on until it is told to end (Ctrl-C, SIGTERM, SIGHUP, or the end of the script that started it). It then closes
 * what was noted, in order, and exits with 0; with 1 when it fails or can't be closed.
 */
export async function runUntilStopped(command: (lifetime: Lifetime) => Promise<number | void>): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  let stopping: Promise<never> | undefined;
  const end = (code: number) => (stopping ??= closeAndExit(closers, code));
  const fail = (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return end(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  if (process.connected) {
    process.on('disconnect', () => void end(0));
    process.channel?.unref();
  }
  try {
    const code = await command({
      onStop: (close) => void closers.unshift(close),
      failOn: (crash) => void crash.catch(fail),
    });
    if (typeof code === 'number') await end(code);
  } catch (error) {
    // While stopping, what was half started fails as it must.
    await (stopping ?? fail(error));
  }
}

async function closeAndExit(closers: (() => Promise<void>)[], code: number): Promise<never> {
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      console.error(error);
      code = 1;
    }
  }
  process.exit(code);
}
