/**
 * Rendering, signing and verifying passes, with others beside: npm's `qrcode` and `qr`, and the C program `qrencode`. All take turns
 * within each round, so that whatever else the machine does falls on all of them; the figures are medians over the rounds.
 *
 *     node tools/bench/qr.ts [--json] [--rounds 15]
 *
 * ratioToQrcode is how many times faster than `qrcode.toBuffer` we are; ratioToQrencode our time as a share of `qrencode`'s.
 */
import {
  generateKeyringSpec,
  newPassId,
  parseKeyring,
  passUrl,
  renderPng,
  signPass,
  verifyScan,
  type Pass,
} from '@sowan/qr';
import encodeQr from 'qr';
import QRCode from 'qrcode';
import { createGrid, packModules } from '../../packages/qr/src/render/module-grid.ts';
import { complete } from '../../packages/qr/src/render/options.ts';
import { drawPng } from '../../packages/qr/src/render/render-png.ts';
import { finish, median, numberOption, say } from './bench-report.ts';
import { QrencodeProgram } from './bench-qrencode.ts';

const TEXTS = 500;
const WARM_UP = 20_000;

const rounds = numberOption('rounds', 15);
const keyring = parseKeyring(generateKeyringSpec());
const passes: Pass[] = Array.from({ length: TEXTS }, () => ({ kind: 'guest', id: newPassId() }));
const tokens = passes.map((pass) => signPass(keyring, pass));
const texts = tokens.map((token) => passUrl('https://sowan.sekolah.sch.id', token));
const options = complete({});

/** The matrix of npm's `qr`, drawn by our writer. */
function renderWithQr(text: string): Buffer {
  // It gives no matrix without a border, so that is cut off.
  const rows = encodeQr(text, 'raw', { ecc: 'high', encoding: 'alphanumeric', border: 1 })
    .slice(1, -1)
    .map((row) => row.slice(1, -1));
  const grid = createGrid(rows.length);
  packModules(Uint8Array.from(rows.flat(), Number), grid);
  return drawPng(grid, options);
}

/** Microseconds a call. */
function time(times: number, action: (i: number) => unknown): number {
  const started = performance.now();
  for (let i = 0; i < times; i++) action(i % TEXTS);
  return ((performance.now() - started) * 1000) / times;
}

async function timeToBuffer(times: number): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < times; i++) await QRCode.toBuffer(texts[i] ?? '', { width: 400, errorCorrectionLevel: 'H' });
  return ((performance.now() - started) * 1000) / times;
}

const contestants = {
  ours: () => time(4000, (i) => renderPng(texts[i] ?? '')),
  toBuffer: () => timeToBuffer(30),
  qr: () => time(1000, (i) => renderWithQr(texts[i] ?? '')),
  sign: () => time(20_000, (i) => signPass(keyring, passes[i] ?? { kind: 'guest', id: 0n })),
  verify: () => time(20_000, (i) => verifyScan(keyring, tokens[i] ?? '')),
};
const times: Record<keyof typeof contestants | 'qrencode', number[]> = {
  ours: [],
  toBuffer: [],
  qr: [],
  sign: [],
  verify: [],
  qrencode: [],
};

const program = QrencodeProgram.isInstalled() ? new QrencodeProgram() : undefined;
try {
  time(WARM_UP, (i) => renderPng(texts[i] ?? ''));
  time(WARM_UP, (i) => verifyScan(keyring, tokens[i] ?? ''));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) times[name as keyof typeof contestants].push(await run());
    for (let i = 0; program && i < 5; i++) times.qrencode.push(program.measure(texts.slice(0, 17)));
  }
} finally {
  program?.close();
}

const us = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)])) as Record<
  keyof typeof times,
  number
>;
const bytesMedian = median(texts.map((text) => renderPng(text).length));
const line = (name: string, value: number) => say(`${name.padEnd(26)} ${value.toFixed(1).padStart(9)} µs`);
line('renderPng', us.ours);
line('qrcode.toBuffer', us.toBuffer);
line('qr, drawn by our writer', us.qr);
if (program) line('qrencode, without its start', us.qrencode);
else say('qrencode is not installed: no comparison with C');
line('sign', us.sign);
line('verify', us.verify);
say(
  `${bytesMedian} bytes an image; ${(us.toBuffer / us.ours).toFixed(0)} × qrcode.toBuffer, ${(us.qr / us.ours).toFixed(2)} × qr`,
);
finish({
  ratioToQrcode: us.toBuffer / us.ours,
  ...(program && { ratioToQrencode: us.ours / us.qrencode }),
  bytesMedian,
  signPerS: 1e6 / us.sign,
  verifyPerS: 1e6 / us.verify,
});
