import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createImageStore, renderPng, type ImageDriver } from '../src/index.ts';
import { School } from './school.ts';
import { openFolderStore, STORES, type OpenStore } from './stores.ts';

const [pass = { id: 0n, text: '' }, other = pass] = new School(2).passes.values();
const folderOf = (id: bigint) => id.toString(16).padStart(16, '0').slice(0, 2);

describe.each(STORES)('an image asked for, with its file in %s,', (_, open) => {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  it('is drawn and stored when it is missing, and left alone after', async () => {
    const store = createImageStore({ driver: opened.driver });
    expect(await store.image(pass)).toEqual({
      bytes: renderPng(pass.text),
      etag: store.etag(pass),
      repaired: 'missing',
    });
    expect(await store.image(pass)).toEqual({ bytes: renderPng(pass.text), etag: store.etag(pass) });
    const [file] = await opened.driver.list(folderOf(pass.id));
    expect(await opened.driver.read(file?.name ?? '')).toEqual(renderPng(pass.text));
  });

  it('is right although its file is damaged, and so is the file after', async () => {
    await createImageStore({ driver: opened.driver }).image(pass);
    const [file] = await opened.driver.list(folderOf(pass.id));
    await opened.driver.write(file?.name ?? '', Buffer.alloc(file?.size ?? 0, 'x'));
    const image = await createImageStore({ driver: opened.driver }).image(pass);
    expect(image).toMatchObject({ bytes: renderPng(pass.text), repaired: 'damaged' });
    expect(await opened.driver.read(file?.name ?? '')).toEqual(renderPng(pass.text));
  });

  it('is gone with its pass, all versions of it, and no other', async () => {
    for (const size of [400, 512]) {
      const store = createImageStore({ driver: opened.driver, render: { size } });
      await store.image(pass);
      await store.image(other);
    }
    await createImageStore({ driver: opened.driver }).remove(pass.id);
    expect(await opened.driver.list(folderOf(pass.id))).toEqual([]);
    expect(await opened.driver.list(folderOf(other.id))).toHaveLength(2);
  });
});

describe('an image store', () => {
  const nowhere: ImageDriver = {
    concurrency: 1,
    trustMs: 0,
    read: () => Promise.reject(new Error('the bucket is down')),
    write: () => Promise.reject(new Error('the bucket is down')),
    remove: () => undefined,
    move: () => undefined,
    list: () => [],
    folders: () => [],
    tidy: () => undefined,
  };

  it('that cannot be reached does not keep an image from being served', async () => {
    const image = await createImageStore({ driver: nowhere }).image(pass);
    expect(image).toMatchObject({ bytes: renderPng(pass.text), failure: new Error('the bucket is down') });
  });

  it('tells an ETag without drawing, another for another text, size or colour', () => {
    const etags = [{}, { size: 512 }, { level: 'Q' as const }, { dark: '#000044' }].flatMap((render) => {
      const store = createImageStore({ driver: nowhere, render });
      return [store.etag(pass), store.etag(other)];
    });
    expect(new Set(etags).size).toBe(8);
    expect(etags[0]).toMatch(/^"[0-9a-f]{12}"$/);
    expect(createImageStore({ driver: nowhere, render: { size: 400 } }).etag(pass)).toBe(etags[0]);
  });

  it('over a bucket asks for one image once in ten minutes, not at each request', async () => {
    let reads = 0;
    const driver: ImageDriver = { ...nowhere, trustMs: 600_000, read: () => void reads++, write: () => undefined };
    const store = createImageStore({ driver });
    for (let i = 0; i < 5; i++) await store.image(pass);
    expect(reads).toBe(1);
    await store.image(other);
    expect(reads).toBe(2);
  });

  it('over a folder notices a lost file at the next request', async () => {
    const opened = await openFolderStore();
    try {
      const store = createImageStore({ driver: opened.driver });
      await store.image(pass);
      rmSync(join(opened.place, folderOf(pass.id)), { recursive: true });
      expect(await store.image(pass)).toMatchObject({ repaired: 'missing' });
      const [file] = await opened.driver.list(folderOf(pass.id));
      writeFileSync(join(opened.place, file?.name ?? ''), '');
      expect(await store.image(pass)).toMatchObject({ repaired: 'damaged' });
    } finally {
      await opened.close();
    }
  });

  it('refuses options that would not scan when it is made, not when it is asked', () => {
    expect(() => createImageStore({ driver: nowhere, render: { dark: '#ff0000' } })).toThrow(RangeError);
  });
});
