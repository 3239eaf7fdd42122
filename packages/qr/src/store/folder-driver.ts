import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ImageDriver, StoredFile } from './driver.ts';

const TEMPORARY = 'tmp';
const HOUR_MS = 3_600_000;

/**
 * Images in a local folder, made when absent. Calls are synchronous on purpose: for files of 0.6 KB on a local disk that is
 * 9 µs against 134 µs through the thread pool. A shared or remote disk belongs to the S3 driver.
 */
export function folderDriver(root: string): ImageDriver {
  const base = resolve(root);
  const path = (name: string) => `${base}/${name}`;
  const entries = (folder: string) => unlessMissing(() => readdirSync(path(folder), { withFileTypes: true })) ?? [];
  return {
    concurrency: 1,
    trustMs: 0,
    read: (name) => unlessMissing(() => readFileSync(path(name))),
    write(name, bytes) {
      const temporary = join(TEMPORARY, randomBytes(9).toString('hex'));
      inFolder(path(TEMPORARY), () => writeFileSync(path(temporary), bytes));
      inFolder(dirname(path(name)), () => renameSync(path(temporary), path(name)));
    },
    remove: (name) => rmSync(path(name), { force: true }),
    move(name, to) {
      mkdirSync(dirname(path(to)), { recursive: true });
      unlessMissing(() => renameSync(path(name), path(to)));
    },
    list(folder, prefix = '') {
      return entries(folder).flatMap((entry) => {
        if (!entry.isFile() || !entry.name.startsWith(prefix)) return [];
        const name = folder ? `${folder}/${entry.name}` : entry.name;
        return [new FolderFile(name, path(name))];
      });
    },
    folders: (folder) => entries(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
    tidy(now) {
      for (const { name } of entries(TEMPORARY)) {
        const written = statSync(path(join(TEMPORARY, name)), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
        if (now.getTime() - written > HOUR_MS) rmSync(path(join(TEMPORARY, name)), { force: true });
      }
    },
  };
}

/** Asks for the size only when it is read: a census of all names has no use for it. */
class FolderFile implements StoredFile {
  readonly name: string;
  readonly #path: string;

  constructor(name: string, path: string) {
    this.name = name;
    this.#path = path;
  }

  get size(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unlessMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Runs a write, making its folder only when it turns out to be absent. */
function inFolder(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(folder, { recursive: true });
    write();
  }
}
