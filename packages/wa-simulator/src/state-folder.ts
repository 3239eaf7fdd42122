import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BufferJSON } from '@whiskeysockets/baileys';

/** A folder of small files; every write is whole or did not happen (written beside, then renamed). */
export class StateFolder {
  readonly #path: string;
  #writes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  resolve(name: string): string {
    return join(this.#path, name);
  }

  /** Undefined when the file does not exist. */
  async read(name: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.resolve(name));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async write(name: string, content: Uint8Array | string): Promise<void> {
    const path = this.resolve(name);
    const temporary = `${path}.${process.pid}.${this.#writes++}.tmp`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, path);
  }

  /** Bytes are kept as Baileys keeps them (`BufferJSON`). The caller names the shape that it wrote. */
  async readJson<T>(name: string): Promise<T | undefined> {
    const text = await this.read(name);
    return text && (JSON.parse(text.toString(), BufferJSON.reviver) as T);
  }

  writeJson(name: string, value: unknown): Promise<void> {
    return this.write(name, JSON.stringify(value, BufferJSON.replacer));
  }

  /** The names of the finished files in a folder; empty when there is none. */
  async list(folder: string): Promise<string[]> {
    try {
      return (await readdir(this.resolve(folder))).filter((name) => !name.endsWith('.tmp')).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
