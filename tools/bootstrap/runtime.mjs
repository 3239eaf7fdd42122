import { existsSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './progress.mjs';

/** The first Node that runs TypeScript as it is, without a flag. */
const OLDEST = [22, 18];

/** The Node that runs the commands: the one the lockfile brings for this machine, else the system's if it is new enough. */
export function chooseNode(root, systemVersion = process.versions.node, systemPath = process.execPath) {
  const own = path.join(root, 'node_modules/.bin/node');
  if (existsSync(own)) return own;
  const [major, minor] = systemVersion.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return systemPath;
  throw new SetupError(
    `Sowan runs on Node ${OLDEST.join('.')} or newer; this is ${systemVersion}, and no newer one comes as a package for ` +
      `${process.platform}-${process.arch}. Install Node 24 from https://nodejs.org and try again.`,
  );
}
