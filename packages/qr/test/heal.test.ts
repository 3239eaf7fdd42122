import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createImageStore, heal, type HealFinding, type ImageDriver, type ImageStore } from '../src/index.ts';
import { School } from './school.ts';
import { STORES, type OpenStore } from './stores.ts';
import { allFiles, expectWhole, zero } from './whole-store.ts';

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

  it('takes a few strays in a small store for what they are', async () => {
    const few = new School(4);
    await heal(store, few.subjects, { force: true });
    for (const name of ['notes.txt', 'holiday.png']) await driver.write(name, Buffer.from('not a pass'));
    expect(await heal(store, few.subjects)).toMatchObject({ outcome: 'done', ok: 4, orphans: 2, quarantined: 2 });
    expect(await heal(store, new School(0).subjects)).toMatchObject({ outcome: 'guard', orphans: 4 });
  });

  it('names every image that was right', async () => {
    const gone = await nth(3);
    await driver.remove(gone);
    const ok: string[] = [];
    await heal(store, school.subjects, { onOk: (name) => ok.push(name) });
    expect(ok.toSorted()).toEqual((await names()).filter((name) => name !== gone).toSorted());
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
