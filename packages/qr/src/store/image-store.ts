import { complete, type RenderOptions } from '../render/options.ts';
import { renderPng } from '../render/render-png.ts';
import type { ImageDriver } from './driver.ts';
import { formatImageName, imageStem, tag } from './image-name.ts';
import type { Subject } from './subjects.ts';

/** Change it whenever the same text would give other bytes: every stored image is then outdated, and heal redraws it. */
const RENDERER_VERSION = 1;

const MAX_TRUSTED = 10_000;

export interface ImageStoreOptions {
  driver: ImageDriver;
  render?: RenderOptions;
}

export interface StoredImage {
  bytes: Buffer;
  /** Quoted, as the header wants it. */
  etag: string;
  /** What was wrong with the stored file and has been put right. */
  repaired?: 'missing' | 'damaged';
  /** Set when the store could not be read or written; the bytes are right all the same. */
  failure?: unknown;
}

export interface ImageStore {
  readonly driver: ImageDriver;
  /** What a subject's image is drawn from, in 12 hexadecimal digits: its text, the options and the renderer's version. */
  source(subject: Subject): string;
  /** The ETag of a subject's image, without drawing it. */
  etag(subject: Subject): string;
  /** The image itself, without a look at the store. */
  draw(subject: Subject): Buffer;
  /** Draws the image, and puts the stored file right when it is missing or damaged. Never rejects for the store's sake. */
  image(subject: Subject): Promise<StoredImage>;
  /** Removes every image of a pass that was deleted or revoked. */
  remove(id: bigint): Promise<void>;
}

/**
 * Images are a pure function of text and options, so the store may be lost at any time, and drawing (77 µs) is cheaper
 * than reading a file asynchronously (134 µs): an answer is always drawn, and the file is for those who want files.
 */
export function createImageStore({ driver, render = {} }: ImageStoreOptions): ImageStore {
  const profile = JSON.stringify([RENDERER_VERSION, complete(render)]);
  const source = (subject: Subject) => tag(`${profile}\n${subject.text}`);
  const etag = (subject: Subject) => `"${source(subject)}"`;
  const draw = (subject: Subject) => renderPng(subject.text, render);
  const trusted = new Map<string, number>();

  async function putRight(subject: Subject, bytes: Buffer): Promise<StoredImage['repaired']> {
    const name = formatImageName(subject.id, source(subject), bytes);
    if ((trusted.get(name) ?? 0) > Date.now()) return undefined;
    const kept = await driver.read(name);
    const right = kept?.equals(bytes) ?? false;
    if (!right) await driver.write(name, bytes);
    if (driver.trustMs > 0) {
      if (trusted.size >= MAX_TRUSTED) trusted.clear();
      trusted.set(name, Date.now() + driver.trustMs);
    }
    return right ? undefined : kept ? 'damaged' : 'missing';
  }

  return {
    driver,
    source,
    etag,
    draw,
    async image(subject) {
      const bytes = draw(subject);
      const image: StoredImage = { bytes, etag: etag(subject) };
      try {
        const repaired = await putRight(subject, bytes);
        if (repaired) image.repaired = repaired;
      } catch (failure) {
        image.failure = failure;
      }
      return image;
    },
    async remove(id) {
      const [folder = '', stem] = imageStem(id).split('/');
      for (const file of await driver.list(folder, `${stem}-`)) {
        await driver.remove(file.name);
        trusted.delete(file.name);
      }
    },
  };
}
