import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createImageStore,
  heal,
  type HealFinding,
  type ImageDriver,
  type ImageStore,
  type StoredFile,
} from '../src/index.ts';
import { School } from './school.ts';
import { openFolderStore, STORES, type OpenStore } from './stores.ts';

const SHARDS = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));

async function allFiles(driver: ImageDriver): Promise<StoredFile[]> {
  const files = await Promise.all(['', ...SHARDS].map(async (folder) => driver.list(folder)));
  return files.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every pass has its image, to the byte, and there is nothing else. */
async function expectWhole(store: ImageStore, school: School): Promise<void> {
  const files = await allFiles(store.driver);
  const stored = await Promise.all(
    files.map(async ({ name }) => [name.slice(3, 19), await store.driver.read(name)] as const),
  );
  const wanted = [...school.passes.values()].map(
    (pass) => [pass.id.toString(16).padStart(16, '0'), store.draw(pass)] as const,
  );
  expect(stored.length).toBe(wanted.length);
  const byId = new Map(stored);
  for (const [id, bytes] of wanted) if (!byId.get(id)?.equals(bytes)) expect.fail(`the image of ${id} is wrong`);
}

const zero = {
  missing: 0,
  truncated: 0,
  corrupt: 0,
  outdated: 0,
  regenerated: 0,
  failed: 0,
  orphans: 0,
  quarantined: 0,
  purged: 0,
};

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

describe.each(STORES)('healing %s', (_, open) => {
  let opened: OpenStore;
  let driver: ImageDriver;
  let store: ImageStore;
  let school: School;
  beforeEach(async () => {
    opened = await open();
    ({ driver } = opened);
    store = createImageStore({ driver });
    school = new School(40);
    await heal(store, school.subjects);
  });
  afterEach(() => opened.close());

  const names = async () => (await allFiles(driver)).map(({ name }) => name);
  const nth = async (n: number) => (await names())[n] ?? '';

  it('finds what is missing, cut short, spoiled or strange, and only deep what is spoiled', async () => {
    await driver.remove(await nth(3));
    await driver.write(await nth(10), Buffer.from('cut'));
    const spoiled = await nth(20);
    const bytes = Buffer.from((await driver.read(spoiled)) ?? '');
    bytes[300] = (bytes[300] ?? 0) ^ 4;
    await driver.write(spoiled, bytes);
    await driver.write('7f/strange.png', Buffer.from('x'));
    expect(await heal(store, school.subjects)).toMatchObject({
      total: 40,
      ok: 38,
      missing: 1,
      truncated: 1,
      corrupt: 0,
      orphans: 1,
    });
    expect(await heal(store, school.subjects, { deep: true })).toMatchObject({ ok: 39, corrupt: 1, regenerated: 1 });
    await expectWhole(store, school);
  });

  it('redraws what was drawn for another host or with other options', async () => {
    const moved = new School(40, 'https://tamu.example.org');
    expect(await heal(store, moved.subjects)).toMatchObject({
      ...zero,
      total: 40,
      ok: 0,
      outdated: 40,
      regenerated: 40,
    });
    await expectWhole(store, moved);
    const larger = createImageStore({ driver, render: { size: 512 } });
    expect(await heal(larger, moved.subjects)).toMatchObject({ outdated: 40, regenerated: 40 });
    await expectWhole(larger, moved);
  });

  it('puts a stray second image of a pass away', async () => {
    const name = await nth(5);
    await driver.write(name.replace(/-[0-9a-f]{12}-/, '-000000000000-'), Buffer.from('older'));
    expect(await heal(store, school.subjects)).toMatchObject({ ok: 39, outdated: 1, regenerated: 1 });
    await expectWhole(store, school);
  });

  it('stops before it would quarantine a fifth, as with an empty database, unless forced', async () => {
    const before = await names();
    const empty = new School(0);
    expect(await heal(store, empty.subjects)).toMatchObject({
      outcome: 'guard',
      orphans: 40,
      orphanShare: 1,
      quarantined: 0,
    });
    const thinned = new School(31);
    expect(await heal(store, thinned.subjects)).toMatchObject({
      outcome: 'guard',
      total: 31,
      orphans: 9,
      quarantined: 0,
    });
    expect(await names()).toEqual(before);
    expect(await heal(store, new School(32).subjects)).toMatchObject({ outcome: 'done', orphans: 8, quarantined: 8 });
    expect(await heal(store, empty.subjects, { force: true })).toMatchObject({ outcome: 'done', quarantined: 32 });
    expect(await names()).toEqual([]);
  });

  it('keeps what it quarantined for thirty days', async () => {
    const quarantined = new Date('2026-03-01T12:00:00Z');
    await heal(store, new School(0).subjects, { force: true, now: () => quarantined });
    expect(await driver.list('quarantine/2026-03-01')).toHaveLength(40);
    const days = (n: number) => () => new Date(quarantined.getTime() + n * 86_400_000);
    expect(await heal(store, school.subjects, { now: days(29) })).toMatchObject({ missing: 40, purged: 0 });
    expect(await heal(store, school.subjects, { now: days(31) })).toMatchObject({ ok: 40, purged: 40 });
    expect(await driver.list('quarantine/2026-03-01')).toEqual([]);
  });

  it('is harmless when it runs twice at once', async () => {
    for (const name of (await names()).slice(0, 20)) await driver.remove(name);
    await driver.write('7f/strange.png', Buffer.from('x'));
    const reports = await Promise.all([
      heal(store, school.subjects, { deep: true }),
      heal(store, school.subjects, { deep: true }),
    ]);
    for (const report of reports) expect(report).toMatchObject({ outcome: 'done', failed: 0 });
    await expectWhole(store, school);
  });

  it('does not bring back a pass that is deleted meanwhile', async () => {
    for (const name of await names()) await driver.remove(name);
    const [victim] = school.passes.keys();
    let asked = 0;
    const report = await heal(store, async function* (range) {
      let answered = false;
      for await (const pass of school.subjects(range)) {
        yield pass;
        answered ||= pass.id === victim;
      }
      // After the second answer, the one repairs are made from, the pass goes; its image was removed with it.
      if (victim !== undefined && answered && ++asked === 2) school.passes.delete(victim);
    });
    expect(asked).toBe(2);
    expect(report.outcome).toBe('done');
    await expectWhole(store, school);
  });

  it('does not take an image for an orphan whose pass is made meanwhile', async () => {
    const grown = new School(60);
    const newcomers = [...grown.passes.values()].slice(40);
    const report = await heal(store, async function* (range) {
      for (const pass of newcomers.filter(({ id }) => id >= range.from && id <= range.to)) {
        school.passes.set(pass.id, pass);
        await store.image(pass);
      }
      yield* school.subjects(range);
    });
    expect(report).toMatchObject({ orphans: 0, outcome: 'done' });
    await expectWhole(store, grown);
  });

  it('goes on where it was cancelled, and reports the whole', async () => {
    for (const name of (await names()).slice(0, 30)) await driver.remove(name);
    const controller = new AbortController();
    const first = await heal(store, school.subjects, {
      signal: controller.signal,
      onProgress: ({ shard }) => void (shard === 60 && controller.abort()),
    });
    expect(first.outcome).toBe('cancelled');
    expect(first.regenerated).toBeLessThan(30);
    const cursor = JSON.parse(JSON.stringify(first.cursor));
    expect(cursor.shard).toBe(60);
    const shards: number[] = [];
    const second = await heal(store, school.subjects, { cursor, onProgress: ({ shard }) => void shards.push(shard) });
    expect(shards).toEqual(Array.from({ length: 196 }, (_, i) => 61 + i));
    expect(second).toMatchObject({ outcome: 'done', total: 40, ok: 10, missing: 30, regenerated: 30 });
    await expectWhole(store, school);
  });

  it('goes on past an image that cannot be written, and names it', async () => {
    const [bad, ...others] = (await names()).slice(0, 3);
    for (const name of [bad ?? '', ...others]) await driver.remove(name);
    const failing: ImageDriver = {
      ...driver,
      async write(name, bytes) {
        if (name === bad) throw new Error('disk full');
        await driver.write(name, bytes);
      },
    };
    const findings: HealFinding[] = [];
    const report = await heal(createImageStore({ driver: failing }), school.subjects, {
      onFinding: (finding) => findings.push(finding),
    });
    expect(report).toMatchObject({ outcome: 'done', missing: 3, regenerated: 2, failed: 1 });
    expect(findings.filter(({ action }) => action === 'failed')).toMatchObject([
      { state: 'missing', error: new Error('disk full') },
    ]);
  });

  it('never fails a request for an image while it runs', async () => {
    for (const name of (await names()).slice(0, 20)) await driver.write(name, Buffer.from('spoiled'));
    let running = true;
    const run = heal(store, school.subjects, { deep: true }).finally(() => (running = false));
    const passes = [...school.passes.values()];
    let served = 0;
    while (running) {
      const pass = passes[served++ % passes.length];
      if (!pass) break;
      const image = await store.image(pass);
      expect(image.failure).toBeUndefined();
      expect(image.bytes.equals(store.draw(pass))).toBe(true);
      await new Promise(setImmediate);
    }
    expect((await run).failed).toBe(0);
    expect(served).toBeGreaterThan(1);
    await expectWhole(store, school);
  });
});
