import { format } from 'node:util';
import { beforeEach, vi } from 'vitest';

/** An error printed while a test runs is a failure nobody looked at: it fails that test. */
beforeEach(() => {
  const printed: string[] = [];
  const spy = vi
    .spyOn(console, 'error')
    .mockImplementation((...words: unknown[]) => void printed.push(format(...words)));
  return () => {
    spy.mockRestore();
    if (printed.length > 0) throw new Error(`console.error was called:\n${printed.join('\n')}`);
  };
});
