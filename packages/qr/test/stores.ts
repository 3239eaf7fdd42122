import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { folderDriver, s3Driver, type ImageDriver } from '../src/index.ts';

/** A driver over an empty store, and the way to give it back. */
export interface OpenStore {
  driver: ImageDriver;
  /** The folder, or the address of the bucket. */
  place: string;
  close(): Promise<void>;
}

export async function openFolderStore(): Promise<OpenStore> {
  const root = mkdtempSync(join(tmpdir(), 'sowan-images-'));
  return { driver: folderDriver(root), place: root, close: async () => rmSync(root, { recursive: true, force: true }) };
}

/** A local S3 server with one bucket, reached as any other would be. */
export async function openS3Store(): Promise<OpenStore> {
  const directory = mkdtempSync(join(tmpdir(), 'sowan-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: 'sowan' }],
  });
  const { port } = await server.run();
  const place = `s3+http://S3RVER:S3RVER@127.0.0.1:${port}/sowan/school%20a?region=us-east-1`;
  return {
    driver: s3Driver(place),
    place,
    async close() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const STORES = [
  ['a folder', openFolderStore],
  ['S3', openS3Store],
] as const;
