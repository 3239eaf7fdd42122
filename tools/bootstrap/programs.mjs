import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError, step } from './progress.mjs';
import { runProgram } from './run-program.mjs';

// Debian keeps servers where an ordinary user's PATH does not look.
const MORE_FOLDERS = ['/usr/local/bin', '/usr/bin', '/usr/local/sbin', '/usr/sbin', '/opt/homebrew/bin'];

/** What each need is met by, and the packages that bring it. */
const NEEDS = {
  mariadb: {
    programs: [['mariadbd'], ['mariadb-install-db'], ['my_print_defaults']],
    apt: ['mariadb-server-core', 'mariadb-client-core'],
    brew: ['mariadb'],
  },
  redis: { programs: [['redis-server']], apt: ['redis-server'], brew: ['redis'] },
  chromium: {
    programs: [['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']],
    apt: ['chromium'],
    brew: ['--cask', 'chromium'],
  },
  // What a school's own dump of its database would be made with.
  dump: { programs: [['mariadb-dump']], apt: ['mariadb-client'], brew: ['mariadb'] },
  zbar: { programs: [['zbarimg']], apt: ['zbar-tools'], brew: ['zbar'] },
};

/** The needs of a command. Servers that are named in the environment need no program here. */
export function needsOf(command, environment) {
  const needs = [];
  if (command === 'check') return needs;
  if (!environment.DATABASE_URL) needs.push('mariadb');
  if (!environment.REDIS_URL) needs.push('redis');
  if (command === 'test') needs.push('chromium', 'zbar', 'dump');
  return needs;
}

/** PATH with the folders where the programs may stand besides. */
export function searchPath(environment = process.env) {
  return [...new Set([...(environment.PATH ?? '').split(path.delimiter), ...MORE_FOLDERS])]
    .filter(Boolean)
    .join(path.delimiter);
}

export function findProgram(names, folders = searchPath()) {
  const candidates = folders.split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)));
  return candidates.find(isExecutable);
}

export function missingNeeds(needs, folders = searchPath()) {
  return needs.filter((need) => NEEDS[need].programs.some((names) => !findProgram(names, folders)));
}

/**
 * Makes sure that the programs are there: installs them where we may (root on Debian or Ubuntu),
 * else throws a SetupError with the command to run.
 */
export async function providePrograms(needs, machine = thisMachine()) {
  const missing = missingNeeds(needs, machine.path);
  if (missing.length === 0) return;
  if (!machine.hasApt || !machine.isRoot)
    throw new SetupError(`Missing: ${missing.join(', ')}.\n${installAdvice(missing, machine)}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step('apt-get update', () => runProgram('apt-get', ['update'], { env }));
  const packages = await Promise.all(missing.flatMap((need) => NEEDS[need].apt).map(nameInThisRelease));
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  await step(`apt-get install ${packages.join(' ')}`, () => runProgram('apt-get', args, { env }));
  const still = missingNeeds(needs, machine.path);
  if (still.length > 0) throw new SetupError(`Still missing after the installation: ${still.join(', ')}.`);
}

/** Older releases put the version into the name, as in mariadb-server-core-10.6. */
async function nameInThisRelease(name) {
  const found = await runProgram('apt-cache', ['search', '--names-only', `^${name}(-[0-9.]+)?$`]);
  const names = found
    .split('\n')
    .map((line) => line.split(' ')[0])
    .filter(Boolean);
  return names.includes(name) || names.length === 0 ? name : names.sort().at(-1);
}

function installAdvice(missing, { hasApt, isRoot, platform }) {
  const apt = missing.flatMap((need) => NEEDS[need].apt).join(' ');
  const sudo = isRoot ? '' : 'sudo ';
  if (hasApt)
    return `Run this, then try again:\n  ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${apt}`;
  if (platform === 'darwin')
    return `Run this, then try again:\n${missing.map((need) => `  brew install ${NEEDS[need].brew.join(' ')}`).join('\n')}`;
  const programs = missing.flatMap((need) => NEEDS[need].programs.map(([name]) => name)).join(', ');
  return `Install the programs ${programs} with your system's package manager, then try again.`;
}

/** @returns {{ path: string, platform: string, isRoot: boolean, hasApt: boolean }} */
function thisMachine() {
  return {
    path: searchPath(),
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: existsSync('/etc/debian_version') && findProgram(['apt-get']) !== undefined,
  };
}

/** The environment with what a `.env` file adds, as far as it decides which programs are needed. */
export function withEnvFile(root, environment = process.env) {
  const file = path.join(root, '.env');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const named = lines
    .map((line) => /^\s*(?:export\s+)?(DATABASE_URL|REDIS_URL)\s*=\s*(\S+)/.exec(line))
    .filter(Boolean);
  return { ...Object.fromEntries(named.map(([, name, value]) => [name, value])), ...environment };
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
