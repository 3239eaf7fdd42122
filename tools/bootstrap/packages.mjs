import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { step } from './progress.mjs';
import { runProgram } from './run-program.mjs';

const PNPM = '12.21.0';

/** Installs what the lockfile says, with our own pnpm; does nothing when it is installed already. */
export async function installPackages(root) {
  const stampFile = path.join(root, 'node_modules/.sowan-installed');
  const stamp = stampOf(root);
  const isInstalled = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isInstalled && workspaces(root).every((folder) => existsSync(path.join(folder, 'node_modules')))) return;
  const pnpm = await getPnpm(root);
  await step('installing packages', () =>
    runProgram(process.execPath, [pnpm, 'install', '--frozen-lockfile'], { cwd: root, env: cleanEnvironment() }),
  );
  writeFileSync(stampFile, stamp);
}

/** The path of pnpm's entry in `.tools`, fetched with whatever npm is there. */
async function getPnpm(root) {
  const folder = path.join(root, '.tools/node_modules/pnpm');
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== PNPM) {
    const args = [
      'install',
      '--prefix',
      path.join(root, '.tools'),
      `pnpm@${PNPM}`,
      '--no-save',
      '--no-audit',
      '--no-fund',
    ];
    await step(`fetching pnpm ${PNPM}`, () => runNpm(args, { cwd: root, env: cleanEnvironment() }));
  }
  return path.join(folder, 'bin/pnpm.mjs');
}

/** The npm that started us, if one did: it may be the only one. */
function runNpm(args, options) {
  const npm = process.env.npm_execpath ?? '';
  return npm.endsWith('npm-cli.js')
    ? runProgram(process.execPath, [npm, ...args], options)
    : runProgram('npm', args, options);
}

/** `npm run` hands its own flags on as npm_config_…; pnpm and a second npm would take them for theirs. */
function cleanEnvironment() {
  const isNpms = (name) =>
    /^npm_(config_(json|local_prefix|prefix|global|global_prefix)|lifecycle|package)/i.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isNpms(name)));
}

function stampOf(root) {
  const manifests = [root, ...workspaces(root)].map((folder) => path.join(folder, 'package.json'));
  const files = [path.join(root, 'pnpm-lock.yaml'), path.join(root, 'pnpm-workspace.yaml'), ...manifests];
  const hash = createHash('sha256').update(`${process.platform}-${process.arch} pnpm ${PNPM}`);
  for (const file of files) hash.update(`\n${path.relative(root, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

function workspaces(root) {
  return ['apps', 'packages']
    .flatMap((group) => readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)))
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .sort();
}
