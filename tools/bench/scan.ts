/**
 * How often a code is still read when it comes out badly: our pass beside the predecessor's JSON card, both at level H and printed
 * 400 pixels wide, degraded in nine ways and read by two decoders. The same pictures in every run.
 *
 *     node tools/bench/scan.ts [--json] [--samples 40]
 */
import { createHash } from 'node:crypto';
import { parseKeyring, passUrl, renderPng, signPass } from '@sowan/qr';
import sharp from 'sharp';
import { finish, numberOption, say } from './bench-report.ts';
import { zbar, zxing } from './bench-decoders.ts';
import { DEGRADATIONS, fromSharp, toSharp, type Degradation, type Random } from './bench-degradations.ts';

const samples = numberOption('samples', 40);
const keyring = parseKeyring(`1:${Buffer.alloc(32, 'scan').toString('base64')}`);

const PAYLOADS = {
  ours: (i: number) => passUrl('https://sowan.sekolah.sch.id', signPass(keyring, { kind: 'member', id: BigInt(i) })),
  seedJson: (i: number) =>
    JSON.stringify({
      memberId: `M-2025-${String(i).padStart(4, '0')}`,
      name: 'Jean Dupont',
      email: 'jean.dupont@email.com',
      association: 'Mizara',
      validity: '2025',
      status: 'Membre actif',
      signature: createHash('sha256').update(`card ${i}`).digest('hex'),
    }),
};

/** Mulberry32: small, and good enough for stains and noise. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The share of both decoders' readings that gave back the text. */
async function readRate(payload: (i: number) => string, degrade: Degradation): Promise<number> {
  const texts = Array.from({ length: samples }, (_, i) => payload(i));
  const images: Buffer[] = [];
  for (const [i, text] of texts.entries()) {
    const clean = await fromSharp(sharp(renderPng(text)).toColourspace('b-w'));
    const worse = await degrade(clean, (i + 0.5) / samples, randomFrom(i));
    images.push(await toSharp(worse).png({ compressionLevel: 1 }).toBuffer());
  }
  let read = 0;
  for (const decoder of [zbar, zxing]) {
    for (const [i, text] of (await decoder(images)).entries()) if (text === texts[i]) read++;
  }
  return read / (2 * samples);
}

const rates = { ours: [] as number[], seedJson: [] as number[] };
const percent = (rate: number) => `${(rate * 100).toFixed(0)} %`.padStart(10);
say(`${''.padEnd(14)}${'ours'.padStart(10)}${'seed JSON'.padStart(10)}`);
for (const [name, degrade] of Object.entries(DEGRADATIONS)) {
  const ours = await readRate(PAYLOADS.ours, degrade);
  const seedJson = await readRate(PAYLOADS.seedJson, degrade);
  rates.ours.push(ours);
  rates.seedJson.push(seedJson);
  say(`${name.padEnd(14)}${percent(ours)}${percent(seedJson)}`);
}
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const [ours, seedJson] = [mean(rates.ours), mean(rates.seedJson)];
say(`${'all'.padEnd(14)}${percent(ours)}${percent(seedJson)}`);
// In percent.
finish({ ours: ours * 100, seedJson: seedJson * 100 });
