import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createImageStore, heal, type HealFinding } from '../src/index.ts';
import { School } from './school.ts';
import { openFolderStore } from './stores.ts';
import { allFiles, expectWhole, SHARDS, zero } from './whole-store.ts';

describe('10,000 images in a folder', () => {
  it('of which many are lost, cut, spoiled or strange are counted exactly and made whole', async () => {
    const opened = await openFolderStore();
    const store = createImageStore({ driver: opened.driver });
    const school = new School(10_000);
    try {
      expect(await heal(store, school.subjects)).toMatchObject({
        ...zero,
        total: 10_000,
        ok: 0,
        missing: 10_000,
        regenerated: 10_000,
      });
      const names = (await allFiles(opened.driver)).map(({ name }) => join(opened.place, name));
      const take = (from: number, count: number) => names.slice(from, from + count);
      for (const name of take(0, 500)) rmSync(name);
      for (const [i, name] of take(2000, 300).entries()) truncateSync(name, i % statSync(name).size);
      for (const [i, name] of take(5000, 200).entries()) {
        const bytes = readFileSync(name);
        const at = (i * 37) % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (i % 8));
        writeFileSync(name, bytes);
      }
      for (let i = 0; i < 60; i++) writeFileSync(join(opened.place, SHARDS[i] ?? '', `stranger-${i}.png`), 'x');
      for (const [i, name] of take(3000, 30).entries()) {
        const stranger = BigInt(`0x${name.slice(-50, -34)}`) ^ BigInt(i + 1);
        writeFileSync(name.replace(/[0-9a-f]{16}-/, `${stranger.toString(16).padStart(16, '0')}-`), 'x');
      }
      for (let i = 0; i < 10; i++) writeFileSync(join(opened.place, `qr_M-2025-${i}.png`), 'x');

      const rehearsal = await heal(store, school.subjects, { deep: true, dryRun: true });
      const found = {
        total: 10_000,
        ok: 9000,
        missing: 500,
        truncated: 300,
        corrupt: 200,
        outdated: 0,
        orphans: 100,
        failed: 0,
      };
      expect(rehearsal).toMatchObject({ ...found, regenerated: 0, quarantined: 0, outcome: 'done', dryRun: true });

      const findings: HealFinding[] = [];
      const report = await heal(store, school.subjects, { deep: true, onFinding: (finding) => findings.push(finding) });
      expect(report).toMatchObject({ ...found, regenerated: 1000, quarantined: 100, outcome: 'done', dryRun: false });
      const tally = Map.groupBy(findings, ({ state, action }) => `${state} → ${action}`);
      expect(Object.fromEntries([...tally].map(([what, list]) => [what, list.length]))).toEqual({
        'missing → regenerated': 500,
        'truncated → regenerated': 300,
        'corrupt → regenerated': 200,
        'orphan → quarantined': 100,
      });
      await expectWhole(store, school);
      const before = (await allFiles(opened.driver)).map(({ name }) => [
        name,
        statSync(join(opened.place, name)).mtimeMs,
      ]);

      expect(await heal(store, school.subjects, { deep: true })).toMatchObject({ ...zero, total: 10_000, ok: 10_000 });
      const after = (await allFiles(opened.driver)).map(({ name }) => [
        name,
        statSync(join(opened.place, name)).mtimeMs,
      ]);
      expect(after).toEqual(before);
    } finally {
      await opened.close();
    }
  }, 120_000);

  it('are whole after a run that was killed midway and run again', async () => {
    const opened = await openFolderStore();
    try {
      const child = spawn(process.execPath, [
        fileURLToPath(new URL('heal-child.ts', import.meta.url)),
        opened.place,
        '3000',
      ]);
      for await (const line of child.stdout)
        if (
          String(line)
            .split('\n')
            .some((shard) => Number(shard) >= 100)
        )
          break;
      child.kill('SIGKILL');
      await once(child, 'exit');
      const store = createImageStore({ driver: opened.driver });
      const kept = (await allFiles(opened.driver)).length;
      expect(kept).toBeGreaterThan(500);
      expect(kept).toBeLessThan(3000);
      const school = new School(3000);
      expect(await heal(store, school.subjects, { deep: true })).toMatchObject({
        ok: kept,
        missing: 3000 - kept,
        corrupt: 0,
        truncated: 0,
      });
      await expectWhole(store, school);
    } finally {
      await opened.close();
    }
  }, 60_000);
});
