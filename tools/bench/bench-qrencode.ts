import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What one image costs the C program `qrencode` (libqrencode and libpng), without its start: a run that makes sixteen linked symbols
 * ("structured append", -S) minus a run that makes one, by the number of images more, minus what writing as many files takes us.
 * Beside a C loop over the same libraries on one machine: 450 µs so measured, 440 to 490 µs in the loop.
 */
export class QrencodeProgram {
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sowan-bench-qr-'));

  static isInstalled(): boolean {
    return spawnSync('qrencode', ['-V']).status === 0;
  }

  /** Microseconds an image, from one pair of runs; `texts` are as long as one pass each. */
  measure(texts: readonly string[]): number {
    const [one = ''] = texts;
    const single = this.#run(['-o', join(this.#folder, 'one.png'), one]);
    const many = this.#run(['-S', '-o', join(this.#folder, 'many.png'), texts.join('')]);
    const images = readdirSync(this.#folder).filter((name) => name.startsWith('many-')).length;
    if (images < 10) throw new Error(`qrencode made ${images} linked symbols`);
    const started = performance.now();
    for (let i = 0; i < images - 1; i++) writeFileSync(join(this.#folder, `own-${i}.png`), Buffer.alloc(620));
    const writing = performance.now() - started;
    return ((many - single - writing) / (images - 1)) * 1000;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Version 6, level H, 8 pixels a module and a quiet zone of 4: what we draw. */
  #run(args: string[]): number {
    const started = performance.now();
    const { status, stderr } = spawnSync('qrencode', ['-v', '6', '-l', 'H', '-s', '8', '-m', '4', ...args]);
    if (status !== 0) throw new Error(`qrencode: ${String(stderr)}`);
    return performance.now() - started;
  }
}
