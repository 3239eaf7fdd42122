import type { RenderOptions } from '../render/options.ts';
import { renderPng } from '../render/render-png.ts';
import type { ImageDriver } from './driver.ts';
import { formatImageName, imagePrefix, tag, type Subject } from './image-name.ts';

/** Change it whenever the same text would give other bytes: every stored image is then outdated and redrawn. */
export const RENDERER_VERSION = 1;

export interface ImageStoreOptions {
  driver: ImageDriver;
  render?: RenderOptions;
}

export interface StoredImage {
  bytes: Buffer;
  etag: string;
  /** Set when the stored file was not as it should be and has been put right. */
  repaired?: 'missing' | 'damaged';
  /** Set when the store could not be read or written; the bytes are right all the same. */
  failure?: unknown;
}

export interface ImageStore {
  readonly driver: ImageDriver;
  /** The tag of what a subject's image is drawn from: text, options and renderer version. */
  source(subject: Subject): string;
  /** The ETag without rendering. */
  etag(subject: Subject): string;
  /** Draws the image, and puts the stored file right when it is missing or damaged. Never fails for the store's sake. */
  image(subject: Subject): Promise<StoredImage>;
  /** Draws without looking at the store. */
  draw(subject: Subject): Buffer;
  /** Removes every image of a pass: it was deleted or revoked. */
  remove(id: bigint): Promise<void>;
}

/** Images are a pure function of text and options, so the store is a cache that may be lost at any time. */
export function createImageStore({ driver, render = {} }: ImageStoreOptions): ImageStore {
  const profile = JSON.stringify([RENDERER_VERSION, render]);
  const source = (subject: Subject) => tag(`${profile}\n${subject.text}`);
  const draw = (subject: Subject) => renderPng(subject.text, render);

  async function put(subject: Subject, bytes: Buffer): Promise<Pick<StoredImage, 'repaired' | 'failure'>> {
    try {
      const name = formatImageName(subject.id, source(subject), bytes);
      const kept = await driver.read(name);
      if (kept?.equals(bytes)) return {};
      await driver.write(name, bytes);
      return { repaired: kept ? 'damaged' : 'missing' };
    } catch (failure) {
      return { failure };
    }
  }

  return {
    driver,
    source,
    etag: (subject) => `"${source(subject)}"`,
    draw,
    async image(subject) {
      const bytes = draw(subject);
      return { bytes, etag: `"${source(subject)}"`, ...(await put(subject, bytes)) };
    },
    async remove(id) {
      const { folder, prefix } = imagePrefix(id);
      for (const file of await driver.list(folder, prefix)) await driver.remove(file.name);
    },
  };
}
