/** Up to 24 bits, the first one lowest. */
export interface Piece {
  bits: number;
  count: number;
}

const MAX_PIECE = 24;

/** Packs bits as DEFLATE wants them, each byte from its lowest bit up (RFC 1951 §3.1.1). */
export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #heldCount = 0;

  /** Writes over `room`, and into more of its own when that is full. */
  constructor(room = new Uint8Array(1024)) {
    this.#bytes = room;
  }

  /** At most 24 bits at once, with nothing but zeros above them. */
  put(bits: number, count: number): void {
    let held = this.#held | (bits << this.#heldCount);
    let heldCount = this.#heldCount + count;
    if (this.#length + 4 > this.#bytes.length) this.#grow();
    while (heldCount >= 8) {
      this.#bytes[this.#length++] = held;
      held >>>= 8;
      heldCount -= 8;
    }
    this.#held = held;
    this.#heldCount = heldCount;
  }

  putAll(pieces: readonly Piece[]): void {
    for (const { bits, count } of pieces) this.put(bits, count);
  }

  /** Begins with what another has written; what was written here before is lost. */
  startWith(other: BitWriter): void {
    this.#length = 0;
    while (this.#bytes.length < other.#length + 4) this.#grow();
    this.#bytes.set(other.#bytes.subarray(0, other.#length));
    this.#length = other.#length;
    this.#held = other.#held;
    this.#heldCount = other.#heldCount;
  }

  /** Everything written, the last byte filled up with zeros; valid until more is written. */
  finish(): Uint8Array {
    if (this.#heldCount) this.put(0, 8 - this.#heldCount);
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const bytes = new Uint8Array(this.#bytes.length * 2);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }

  /** What `write` writes, as pieces to write again and again. */
  static pieces(write: (out: BitWriter) => void): Piece[] {
    const out = new BitWriter();
    write(out);
    const total = out.#length * 8 + out.#heldCount;
    const bytes = out.finish();
    const pieces: Piece[] = [];
    for (let at = 0; at * 8 < total; at += 3) {
      const bits = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
      pieces.push({ bits, count: Math.min(MAX_PIECE, total - at * 8) });
    }
    return pieces;
  }
}
