/**
 * The heal run over many images: full rebuild, quick pass, deep pass, and a plain loop of `qrcode.toFile` beside it.
 *
 *     node tools/bench/heal.ts [--json] [--images 100000] [--s3 s3+http://KEY:SECRET@127.0.0.1:9000/bucket]
 *
 * Files lie in a folder of their own under the system's temporary folder and are removed at the end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  createImageStore,
  folderDriver,
  generateKeyringSpec,
  heal,
  newPassId,
  parseKeyring,
  passUrl,
  s3Driver,
  signPass,
  type HealOptions,
  type HealReport,
  type ImageStore,
  type Subjects,
} from '@sowan/qr';
import QRCode from 'qrcode';
import { finish, numberOption, say } from './bench-report.ts';

const PLAIN_LOOP = 1000;
const MB = 1e6;

const images = numberOption('images', 100_000);
const keyring = parseKeyring(generateKeyringSpec());
const ids = BigUint64Array.from({ length: images }, newPassId).sort();
const root = mkdtempSync(join(tmpdir(), 'sowan-bench-heal-'));
const s3 = process.argv.indexOf('--s3');
const bucket = s3 < 0 ? undefined : process.argv[s3 + 1];
const store = openStore('images');

/** An empty store: a folder, or a prefix of the bucket. */
function openStore(name: string): ImageStore {
  if (!bucket) return createImageStore({ driver: folderDriver(join(root, name)) });
  const url = new URL(bucket);
  url.pathname += `/${basename(root)}/${name}`;
  return createImageStore({ driver: s3Driver(url.href) });
}

class Pass {
  readonly id: bigint;

  constructor(id: bigint) {
    this.id = id;
  }

  get text(): string {
    return passUrl('https://sowan.sekolah.sch.id', signPass(keyring, { kind: 'member', id: this.id }));
  }
}

/** As a database with an index on the ids would answer; the texts are signed as they are asked for. */
const subjects: Subjects = async function* ({ from, to }) {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? to) < from) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < ids.length; at++) {
    const id = ids[at];
    if (id === undefined || id > to) return;
    yield new Pass(id);
  }
};

let peak = 0;
const watchMemory = () => void (peak = Math.max(peak, process.memoryUsage.rss()));

async function pass(name: string, expected: Partial<HealReport>, options: HealOptions = {}): Promise<number> {
  const report = await heal(store, subjects, { ...options, onProgress: watchMemory });
  for (const [key, value] of Object.entries(expected)) {
    if (report[key as keyof HealReport] !== value)
      throw new Error(`${name}: ${key} should be ${value}: ${JSON.stringify(report)}`);
  }
  say(`${name.padEnd(14)} ${report.seconds.toFixed(2).padStart(8)} s`);
  return report.seconds;
}

/** Loads and warms what a server has long loaded, so that growth is the run's own. */
async function warmUp(): Promise<void> {
  const other = openStore('warm-up');
  const few: Subjects = async function* (range) {
    let left = 20;
    for await (const subject of subjects(range)) if (left-- > 0) yield subject;
  };
  for (const deep of [false, true]) await heal(other, few, { deep });
}

async function plainLoop(): Promise<number> {
  const started = performance.now();
  let done = 0;
  for await (const { id, text } of subjects({ from: 0n, to: 2n ** 64n - 1n })) {
    if (done++ === PLAIN_LOOP) break;
    await QRCode.toFile(join(root, `${id}.png`), text, { width: 400, errorCorrectionLevel: 'H' });
  }
  return (performance.now() - started) / 1000;
}

try {
  await warmUp();
  const before = process.memoryUsage.rss();
  const rebuildS = await pass('full rebuild', { total: images, missing: images, regenerated: images });
  const listS = await pass('quick pass', { total: images, ok: images });
  const deepS = await pass('deep pass', { total: images, ok: images }, { deep: true });
  const memoryGrowthMb = (peak - before) / MB;
  say(`memory growth  ${memoryGrowthMb.toFixed(1).padStart(8)} MB, ${images} images`);
  say(`qrcode.toFile  ${(await plainLoop()).toFixed(2).padStart(8)} s for ${PLAIN_LOOP} in a plain loop`);
  finish({ images, listS, deepS, rebuildS, memoryGrowthMb });
} finally {
  rmSync(root, { recursive: true, force: true });
}
