import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const LEVELS: { [level: number]: string } = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

export type LogRecord = Record<string, unknown>;

/** Calls back with every line, and with what it says when it is JSON. */
export function followLines(stream: Readable, onLine: (line: string, record: LogRecord | undefined) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => onLine(line, parseRecord(line)));
}

/** `web      10:02:11 info  ready url="http://127.0.0.1:3000"`; a line that isn't pino's JSON stays as it is. */
export function formatLine(process: string, line: string, record: LogRecord | undefined): string {
  const prefix = process.padEnd(9);
  if (record?.['ready'] === true) return `${prefix} ready`;
  if (!record || typeof record['level'] !== 'number') return `${prefix} ${line}`;
  const { level, time, msg, pid: _pid, hostname: _hostname, name: _name, err, ...rest } = record;
  const clock = typeof time === 'number' ? new Date(time).toISOString().slice(11, 19) : '';
  const details = Object.entries(rest).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const reason = err && typeof err === 'object' ? `\n${' '.repeat(10)}${describeError(err)}` : '';
  return `${prefix} ${clock} ${(LEVELS[level as number] ?? '').padEnd(5)} ${text(msg)}${details.join('')}${reason}`;
}

const describeError = (error: object) => text('stack' in error ? error.stack : JSON.stringify(error));
const text = (value: unknown) => (typeof value === 'string' ? value : '');

function parseRecord(line: string): LogRecord | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return undefined;
  }
}
