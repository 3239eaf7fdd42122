import { AwsClient } from 'aws4fetch';
import type { ImageDriver, StoredFile } from './driver.ts';
import { parseListing } from './s3-listing.ts';

const TEN_MINUTES = 600_000;

/**
 * Images in an S3-compatible bucket, addressed by path: `s3://KEY:SECRET@host/bucket/prefix?region=eu-west-1`; `s3+http://`
 * for a server without TLS. Key and secret percent-encoded. A PUT replaces an object as a whole, so readers never see a part.
 * @throws TypeError when the URL is none of these.
 */
export function s3Driver(url: string): ImageDriver {
  const { base, client } = connect(url);
  const address = (name: string) => new URL(name.split('/').map(encodeURIComponent).join('/'), base);

  async function request(method: string, target: URL, init: RequestInit = {}): Promise<Response> {
    const response = await client.fetch(target, { method, ...init });
    if (response.ok || response.status === 404) return response;
    const reason = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? 'no reason given';
    throw new Error(`S3 ${method} answered ${response.status}: ${reason}`);
  }

  async function* pages(folder: string, prefix: string) {
    const key = decodeURIComponent(base.pathname.split('/').slice(2).join('/')) + (folder ? `${folder}/` : '') + prefix;
    let token: string | undefined;
    do {
      const target = new URL('/' + (base.pathname.split('/')[1] ?? ''), base);
      target.searchParams.set('list-type', '2');
      target.searchParams.set('delimiter', '/');
      target.searchParams.set('prefix', key);
      if (token) target.searchParams.set('continuation-token', token);
      const page = parseListing(await (await request('GET', target)).text());
      yield page;
      token = page.next;
    } while (token);
  }
  const ownName = (key: string) => key.slice(decodeURIComponent(base.pathname.split('/').slice(2).join('/')).length);

  return {
    trustMs: TEN_MINUTES,
    async read(name) {
      const response = await request('GET', address(name));
      const bytes = Buffer.from(await response.arrayBuffer());
      return response.ok ? bytes : undefined;
    },
    async write(name, bytes) {
      const headers = { 'content-type': 'image/png' };
      const response = await request('PUT', address(name), { body: new Uint8Array(bytes), headers });
      if (!response.ok) throw new Error('S3 PUT answered 404: no such bucket');
    },
    async remove(name) {
      await request('DELETE', address(name));
    },
    async move(name, to) {
      const headers = { 'x-amz-copy-source': address(name).pathname };
      const copied = await request('PUT', address(to), { headers });
      if (copied.ok) await request('DELETE', address(name));
    },
    async list(folder, prefix = '') {
      const files: StoredFile[] = [];
      for await (const page of pages(folder, prefix)) {
        for (const { key, size } of page.files) files.push({ name: ownName(key), size });
      }
      return files;
    },
    async folders(folder) {
      const names: string[] = [];
      for await (const page of pages(folder, '')) {
        for (const key of page.folders) names.push(ownName(key).slice(folder ? folder.length + 1 : 0, -1));
      }
      return names;
    },
  };
}

function connect(url: string): { base: URL; client: AwsClient } {
  const given = new URL(url);
  const scheme = { 's3:': 'https', 's3+http:': 'http' }[given.protocol];
  if (!scheme || given.pathname.length < 2) throw new TypeError('an S3 URL reads s3://KEY:SECRET@host/bucket/prefix');
  const client = new AwsClient({
    accessKeyId: decodeURIComponent(given.username),
    secretAccessKey: decodeURIComponent(given.password),
    service: 's3',
    region: given.searchParams.get('region') ?? 'us-east-1',
  });
  return { base: new URL(`${scheme}://${given.host}${given.pathname.replace(/\/*$/, '/')}`), client };
}
