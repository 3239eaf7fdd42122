import { AwsClient } from 'aws4fetch';
import type { ImageDriver } from './driver.ts';
import { parseListing } from './s3-listing.ts';

const TEN_MINUTES_MS = 600_000;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Images in an S3-compatible bucket, addressed by path: `s3://KEY:SECRET@host/bucket/prefix?region=eu-west-1`; `s3+http://` for
 * a server without TLS; key and secret percent-encoded. A PUT replaces an object as a whole, so no reader sees a part.
 * @throws TypeError when the URL is none of these; calls reject with the server's reason when it refuses.
 */
export function s3Driver(url: string): ImageDriver {
  const bucket = connect(url);

  // ListObjects in its first version: every S3-compatible server has it, and pages it alike.
  async function* pages(folder: string, prefix = '') {
    let marker: string | undefined = '';
    while (marker !== undefined) {
      const query = { delimiter: '/', marker, prefix: bucket.key(folder ? `${folder}/${prefix}` : prefix) };
      const response = await bucket.request('GET', '', { query });
      if (!response.ok) throw new Error('S3 has no such bucket');
      const page = parseListing(await response.text());
      yield page;
      marker = page.next;
    }
  }

  return {
    concurrency: 16,
    trustMs: TEN_MINUTES_MS,
    async read(name) {
      const response = await bucket.request('GET', bucket.key(name));
      const bytes = Buffer.from(await response.arrayBuffer());
      return response.ok ? bytes : undefined;
    },
    async write(name, bytes) {
      const headers = { 'content-type': 'image/png' };
      const response = await bucket.request('PUT', bucket.key(name), { body: new Uint8Array(bytes), headers });
      if (!response.ok) throw new Error('S3 has no such bucket');
    },
    async remove(name) {
      await bucket.request('DELETE', bucket.key(name));
    },
    async move(name, to) {
      const headers = { 'x-amz-copy-source': bucket.address(bucket.key(name)).pathname };
      const copied = await bucket.request('PUT', bucket.key(to), { headers });
      if (copied.ok) await bucket.request('DELETE', bucket.key(name));
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

interface S3Request {
  query?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

function connect(url: string) {
  const { protocol, host, pathname, username, password, searchParams } = new URL(url);
  const scheme = { 's3:': 'https', 's3+http:': 'http' }[protocol];
  const [, bucket = '', ...folders] = decodeURIComponent(pathname).split('/');
  if (!scheme || !bucket) throw new TypeError('an S3 store reads s3://KEY:SECRET@host/bucket/prefix');
  const root = folders
    .filter(Boolean)
    .map((folder) => `${folder}/`)
    .join('');
  const client = new AwsClient({
    accessKeyId: decodeURIComponent(username),
    secretAccessKey: decodeURIComponent(password),
    service: 's3',
    retries: 4,
    region: searchParams.get('region') ?? 'us-east-1',
  });
  const address = (key: string) => {
    const path = [bucket, ...(key ? key.split('/') : [])].map(encodeURIComponent).join('/');
    return new URL(`${scheme}://${host}/${path}`);
  };
  return {
    address,
    /** The bucket's key of a name in the store. */
    key: (name: string) => root + name,
    /** Answers when S3 does, 404 included. @throws Error with S3's reason for any other refusal. */
    async request(method: string, key: string, { query, body, headers }: S3Request = {}): Promise<Response> {
      const target = address(key);
      // Not by URLSearchParams, which writes a space as +: the signature covers %20.
      target.search = Object.entries(query ?? {})
        .map((pair) => pair.map(encodeURIComponent).join('='))
        .join('&');
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const response = await client.fetch(target, {
        method,
        signal,
        ...(body && { body }),
        ...(headers && { headers }),
      });
      if (response.ok || response.status === 404) return response;
      const reason = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? 'no reason given';
      throw new Error(`S3 answered ${method} with ${response.status}: ${reason}`);
    },
  };
}
