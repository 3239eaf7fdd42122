// Everything here goes to stderr: stdout belongs to the command that is started.

/** Runs one step of the set-up and says how long it takes; never silent for more than a few seconds. */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stderr.isTTY;
  process.stderr.write(live ? `… ${title}` : `… ${title}\n`);
  const tick = setInterval(
    () => process.stderr.write(live ? `\r… ${title} (${seconds()})` : `… ${title} (${seconds()})\n`),
    live ? 1000 : 5000,
  );
  try {
    const result = await work();
    process.stderr.write(`${live ? '\r' : ''}✓ ${title} (${seconds()})\n`);
    return result;
  } catch (error) {
    process.stderr.write(`${live ? '\r' : ''}✗ ${title} (${seconds()})\n`);
    throw error;
  } finally {
    clearInterval(tick);
  }
}

/** An end that the reader can do something about: its message is all that is shown. */
export class SetupError extends Error {}
