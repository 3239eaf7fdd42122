import path from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from '../paths.ts';

export interface DemoOptions {
  /** Print one line of JSON when ready, and nothing else, on stdout. */
  json: boolean;
  /** Start over with an empty data folder. */
  fresh: boolean;
  port?: number | undefined;
  dir: string;
}

/** Throws with a sentence for the user when an option is unknown or wrong. */
export function readDemoOptions(args: string[]): DemoOptions {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      json: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      port: { type: 'string' },
      data: { type: 'string' },
    },
  });
  return {
    json: values.json,
    fresh: values.fresh,
    port: readPort(values.port),
    dir: values.data ? path.resolve(values.data) : dataFolder('demo'),
  };
}

export function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${text} is not a port (1–65535).`);
  return port;
}
