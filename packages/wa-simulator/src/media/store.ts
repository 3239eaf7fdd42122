import { createHash } from 'node:crypto';
import type { StateFolder } from '../state-folder.ts';

/** Encrypted uploads by their path, and decrypted files by their hash; in the state folder, or in memory without one. */
export class MediaStore {
  readonly #folder: StateFolder | undefined;
  readonly #memory = new Map<string, Buffer>();

  constructor(folder: StateFolder | undefined) {
    this.#folder = folder;
  }

  /** `path` is the direct path of the upload, as in the message. */
  saveUpload(path: string, sealed: Buffer): Promise<void> {
    return this.#write(`uploads/${digest(path)}`, sealed);
  }

  upload(path: string): Promise<Buffer | undefined> {
    return this.#read(`uploads/${digest(path)}`);
  }

  /** Keeps a decrypted file and gives the name under which `file` finds it. */
  async saveFile(plain: Buffer): Promise<string> {
    const name = digest(plain);
    await this.#write(`files/${name}`, plain);
    return name;
  }

  file(name: string): Promise<Buffer | undefined> {
    return this.#read(`files/${name}`);
  }

  async #write(name: string, content: Buffer): Promise<void> {
    if (this.#folder) await this.#folder.write(name, content);
    else this.#memory.set(name, content);
  }

  async #read(name: string): Promise<Buffer | undefined> {
    return this.#folder ? this.#folder.read(name) : this.#memory.get(name);
  }
}

const digest = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
