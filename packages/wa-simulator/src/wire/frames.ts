import { NOISE_WA_HEADER } from '@whiskeysockets/baileys';

/** Prefixes a payload with its length: three bytes, big-endian. */
export function toFrame(payload: Uint8Array): Buffer {
  const length = Buffer.alloc(3);
  length.writeUIntBE(payload.length, 0, 3);
  return Buffer.concat([length, payload]);
}

/** Cuts a client's byte stream, which opens with `WA 06 03`, into frames. */
export class FrameReader {
  #buffer: Buffer = Buffer.alloc(0);
  #greeted = false;

  /** Gives the frames completed by these bytes. Throws when the stream does not open as WhatsApp Web's does. */
  read(bytes: Uint8Array): Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    const frames: Buffer[] = [];
    if (!this.#greeted && this.#buffer.length >= NOISE_WA_HEADER.length) this.#greet();
    while (this.#greeted && this.#buffer.length >= 3) {
      const end = 3 + this.#buffer.readUIntBE(0, 3);
      if (this.#buffer.length < end) break;
      frames.push(this.#buffer.subarray(3, end));
      this.#buffer = this.#buffer.subarray(end);
    }
    return frames;
  }

  #greet(): void {
    const header = this.#buffer.subarray(0, NOISE_WA_HEADER.length);
    if (!header.equals(NOISE_WA_HEADER)) throw new Error('not a WhatsApp Web stream');
    this.#buffer = this.#buffer.subarray(NOISE_WA_HEADER.length);
    this.#greeted = true;
  }
}
