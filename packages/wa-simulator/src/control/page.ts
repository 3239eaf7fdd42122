import { readFile } from 'node:fs/promises';
import type { FileAnswer } from './routes.ts';

const FILES: Record<string, { name: string; mimetype: string }> = {
  '/': { name: 'index.html', mimetype: 'text/html; charset=utf-8' },
  '/page.css': { name: 'page.css', mimetype: 'text/css; charset=utf-8' },
  '/page.js': { name: 'page.js', mimetype: 'text/javascript; charset=utf-8' },
};

/** A file of the page with the phones; undefined for any other path. */
export async function pageFile(pathname: string): Promise<FileAnswer | undefined> {
  const wanted = FILES[pathname];
  if (!wanted) return undefined;
  return { file: await readFile(new URL(`page/${wanted.name}`, import.meta.url)), mimetype: wanted.mimetype };
}
