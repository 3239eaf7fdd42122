import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderDriver, s3Driver, type ImageDriver } from '../src/index.ts';
import { parseListing } from '../src/store/s3-listing.ts';
import { openS3Store, STORES, type OpenStore } from './stores.ts';

describe.each(STORES)('images in %s', (_, open) => {
  let store: OpenStore;
  let driver: ImageDriver;
  beforeEach(async () => {
    store = await open();
    ({ driver } = store);
  });
  afterEach(() => store.close());

  it('are read as they were written, and are nothing before', async () => {
    const bytes = Buffer.from([0, 1, 255, 10, 13]);
    expect(await driver.read('ab/one.png')).toBeUndefined();
    await driver.write('ab/one.png', bytes);
    expect(await driver.read('ab/one.png')).toEqual(bytes);
    await driver.write('ab/one.png', Buffer.from('new'));
    expect(String(await driver.read('ab/one.png'))).toBe('new');
    await driver.write('ab/empty.png', Buffer.alloc(0));
    expect(await driver.read('ab/empty.png')).toEqual(Buffer.alloc(0));
  });

  it('are gone when removed, also twice', async () => {
    await driver.write('ab/one.png', Buffer.from('x'));
    await driver.remove('ab/one.png');
    await driver.remove('ab/one.png');
    await driver.remove('never/was.png');
    expect(await driver.read('ab/one.png')).toBeUndefined();
  });

  it('move to another place, and what is gone already moves without a word', async () => {
    await driver.write('ab/one.png', Buffer.from('x'));
    await driver.move('ab/one.png', 'quarantine/2026-01-01/ab_one.png');
    await driver.move('ab/one.png', 'quarantine/2026-01-01/ab_one.png');
    expect(await driver.read('ab/one.png')).toBeUndefined();
    expect(String(await driver.read('quarantine/2026-01-01/ab_one.png'))).toBe('x');
  });

  it('are listed folder by folder, with their sizes', async () => {
    for (const name of ['top.png', 'ab/one.png', 'ab/other.png', 'abc/two.png', 'ab/deep/er.png', 'ab/a b é+.png']) {
      await driver.write(name, Buffer.alloc(name.length));
    }
    const list = async (...at: [string, string?]) =>
      (await driver.list(...at)).map(({ name, size }) => `${name} ${size}`).sort();
    expect(await list('ab')).toEqual(['ab/a b é+.png 13', 'ab/one.png 10', 'ab/other.png 12']);
    expect(await list('ab', 'o')).toEqual(['ab/one.png 10', 'ab/other.png 12']);
    expect(await list('')).toEqual(['top.png 7']);
    expect(await list('absent')).toEqual([]);
    expect((await driver.folders('')).filter((folder) => folder !== 'tmp').sort()).toEqual(['ab', 'abc']);
    expect(await driver.folders('ab')).toEqual(['deep']);
    expect(await driver.folders('absent')).toEqual([]);
  });

  it('are all listed when they are more than a page of S3', async () => {
    const names = Array.from({ length: 1100 }, (_, i) => `ab/${i}.png`);
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(names.slice(at, at + 50).map(async (name) => driver.write(name, Buffer.from('x'))));
    }
    expect((await driver.list('ab')).map(({ name }) => name).sort()).toEqual([...names].sort());
  }, 60_000);
});

// S3 promises whole objects itself, and the local server, which does not, could only disprove it of itself.
describe('a folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sowan-folder-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is never read in part by another process while it is written', async () => {
    const writer = new Worker(
      `const { workerData } = require('node:worker_threads');
       import(workerData.driver).then(({ folderDriver }) => {
         const driver = folderDriver(workerData.root);
         for (let i = 0; i < 2000; i++) driver.write('ab/one.png', Buffer.alloc(i % 2 ? 600 : 60_000, i % 2 ? 'a' : 'b'));
       });`,
      { eval: true, workerData: { root, driver: new URL('../src/store/folder-driver.ts', import.meta.url).href } },
    );
    let ended = false;
    writer.once('exit', () => (ended = true));
    const driver = folderDriver(root);
    const seen = new Set<string>();
    while (!ended) {
      const bytes = await driver.read('ab/one.png');
      if (bytes) seen.add(`${bytes.length} ${[...new Set(bytes)].length}`);
      await new Promise(setImmediate);
    }
    expect([...seen].sort()).toEqual(['600 1', '60000 1']);
  });

  it('loses what a killed process was writing, after an hour', async () => {
    const driver = folderDriver(root);
    mkdirSync(join(root, 'tmp'));
    for (const name of ['old', 'young']) writeFileSync(join(root, 'tmp', name), 'x');
    utimesSync(join(root, 'tmp', 'old'), new Date(0), new Date(0));
    await driver.tidy(new Date());
    expect(readdirSync(join(root, 'tmp'))).toEqual(['young']);
  });

  it('that cannot be written says so', () => {
    writeFileSync(join(root, 'file'), 'x');
    expect(() => folderDriver(join(root, 'file')).write('ab/one.png', Buffer.from('x'))).toThrow(/ENOTDIR/);
  });
});

describe('S3', () => {
  it('is refused by an address that is none', () => {
    for (const url of ['https://key:secret@host/bucket', 's3://key:secret@host', 's3://key:secret@host/']) {
      expect(() => s3Driver(url)).toThrow(TypeError);
    }
  });

  it('that refuses is quoted, without the secret', async () => {
    const store = await openS3Store();
    try {
      await store.driver.write('ab/one.png', Buffer.from('x'));
      const wrong = s3Driver(store.place.replace('S3RVER:S3RVER', 'S3RVER:WRONG-SECRET'));
      await expect(wrong.read('ab/one.png')).rejects.toThrow(/403: SignatureDoesNotMatch/);
      const absent = s3Driver(store.place.replace('/sowan/', '/absent/'));
      await expect(absent.write('ab/one.png', Buffer.from('x'))).rejects.toThrow(/no such bucket/);
      await expect(absent.list('ab')).rejects.toThrow(/no such bucket/);
    } finally {
      await store.close();
    }
  });

  it('that stumbles, or hangs up, is asked again, and a refusal is not', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (asked.length === 1) response.writeHead(503).end();
      else if (asked.length === 2) request.socket.destroy();
      else if (request.method === 'GET') response.writeHead(200).end('image');
      else response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const driver = s3Driver(`s3+http://key:secret@127.0.0.1:${port}/bucket`);
    try {
      expect(String(await driver.read('ab/one.png'))).toBe('image');
      await expect(driver.write('ab/one.png', Buffer.from('x'))).rejects.toThrow(
        'S3 answered PUT with 403: AccessDenied',
      );
      expect(asked).toEqual([...Array<string>(3).fill('GET /bucket/ab/one.png'), 'PUT /bucket/ab/one.png']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('names with entities are read from a listing', () => {
    const listing = parseListing(
      '<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a&amp;b&#x20AC;&#39;.png</Key><Size>7</Size></Contents>' +
        '<CommonPrefixes><Prefix>ab/</Prefix></CommonPrefixes><NextMarker>t&lt;1</NextMarker></ListBucketResult>',
    );
    expect(listing).toEqual({ files: [{ key: "a&b€'.png", size: 7 }], folders: ['ab/'], next: 't<1' });
    const unmarked = '<IsTruncated>true</IsTruncated><Contents><Key>ab/last</Key><Size>1</Size></Contents>';
    expect(parseListing(unmarked).next).toBe('ab/last');
    expect(parseListing(unmarked.replace('true', 'false')).next).toBeUndefined();
  });
});
