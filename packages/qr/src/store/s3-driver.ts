import type { ImageDriver } from './driver.ts';
import { S3Bucket } from './s3-bucket.ts';
import { parseListing } from './s3-listing.ts';

const TEN_MINUTES_MS = 600_000;

/**
 * Images in an S3-compatible bucket, addressed by path: `s3://KEY:SECRET@host/bucket/prefix?region=eu-west-1`; `s3+http://` for
 * a server without TLS; key and secret percent-encoded. A PUT replaces an object as a whole, so no reader sees a part.
 * @throws TypeError when the URL is none of these; calls reject with the server's reason when it refuses.
 */
export function s3Driver(url: string): ImageDriver {
  const bucket = new S3Bucket(url);

  // ListObjects in its first version: every S3-compatible server has it, and pages it alike.
  async function* pages(folder: string, prefix = '') {
    let marker: string | undefined = '';
    while (marker !== undefined) {
      const query = { delimiter: '/', marker, prefix: bucket.key(folder ? `${folder}/${prefix}` : prefix) };
      const { found, body } = await bucket.request('GET', '', { query });
      if (!found) throw new Error('S3 has no such bucket');
      const page = parseListing(body.toString());
      yield page;
      marker = page.next;
    }
  }

  return {
    concurrency: 16,
    trustMs: TEN_MINUTES_MS,
    async read(name) {
      const { found, body } = await bucket.request('GET', bucket.key(name));
      return found ? body : undefined;
    },
    async write(name, bytes) {
      const headers = { 'content-type': 'image/png' };
      const { found } = await bucket.request('PUT', bucket.key(name), { body: bytes, headers });
      if (!found) throw new Error('S3 has no such bucket');
    },
    async remove(name) {
      await bucket.request('DELETE', bucket.key(name));
    },
    async move(name, to) {
      const headers = { 'x-amz-copy-source': bucket.address(bucket.key(name)).pathname };
      const { found } = await bucket.request('PUT', bucket.key(to), { headers });
      if (found) await bucket.request('DELETE', bucket.key(name));
    },
    async list(folder, prefix) {
      const files = [];
      for await (const page of pages(folder, prefix)) {
        for (const { key, size } of page.files) files.push({ name: key.slice(bucket.key('').length), size });
      }
      return files;
    },
    async folders(folder) {
      const names = [];
      const start = bucket.key(folder ? `${folder}/` : '').length;
      for await (const page of pages(folder)) names.push(...page.folders.map((key) => key.slice(start, -1)));
      return names;
    },
    tidy() {
      // An upload cut off leaves nothing behind.
    },
  };
}
