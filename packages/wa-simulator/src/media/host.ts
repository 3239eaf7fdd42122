import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { createMediaCertificate, isStillValid, type MediaCertificate } from './certificate.ts';
import type { MediaStore } from './store.ts';
import { listen, type Listening } from '../listen.ts';
import type { StateFolder } from '../state-folder.ts';

const CERTIFICATE_FILE = 'media-certificate.json';
const AUTHORITY_FILE = 'media-ca.pem';
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;

export interface MediaHost {
  /** `localhost:PORT`, as `media_conn` names it. */
  hostname: string;
  /** PEM of the authority which signed the host's certificate. */
  authority: string;
  counters: { uploads: number; downloads: number };
  close(): Promise<void>;
}

/** The HTTPS server to which clients upload encrypted files and from which they download them. */
export async function startMediaHost(store: MediaStore, folder: StateFolder | undefined): Promise<MediaHost> {
  const { authority, certificate, key } = await loadCertificate(folder);
  const counters = { uploads: 0, downloads: 0 };
  const server = createServer({ cert: certificate, key }, (request, response) => {
    serve(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  const listening: Listening = await listen(server, 0);
  const hostname = `localhost:${listening.port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', `https://${hostname}`);
    if (request.method === 'GET') {
      const sealed = await store.upload(pathname);
      counters.downloads++;
      response.writeHead(sealed ? 200 : 404).end(sealed);
    } else if (Number(request.headers['content-length'] ?? 0) > MAX_UPLOAD_BYTES) {
      response.writeHead(413, { connection: 'close' }).end();
    } else {
      await store.saveUpload(pathname, await buffer(request));
      counters.uploads++;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ url: `https://${hostname}${pathname}`, direct_path: pathname }));
    }
  }

  return { hostname, authority, counters, close: listening.close };
}

/** Where the authority is kept; only with a state folder. */
export const authorityFile = (folder: StateFolder) => folder.resolve(AUTHORITY_FILE);

async function loadCertificate(folder: StateFolder | undefined): Promise<MediaCertificate> {
  const stored = await folder?.readJson<MediaCertificate>(CERTIFICATE_FILE);
  const certificate = stored && isStillValid(stored) ? stored : createMediaCertificate();
  if (certificate !== stored) await folder?.writeJson(CERTIFICATE_FILE, certificate);
  await folder?.write(AUTHORITY_FILE, certificate.authority);
  return certificate;
}
