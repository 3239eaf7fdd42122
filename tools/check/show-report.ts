import type { CheckReport } from './checks.ts';

/** One line a check, and what it printed when it failed. */
export function showReport({ name, ok, seconds, output }: CheckReport): void {
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!ok) console.log(`${output.trimEnd()}\n`);
}
