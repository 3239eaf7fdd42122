import { hash } from 'node:crypto';

/** What a stored image's name promises: whose it is, what it was drawn from, and which bytes it holds. */
export interface ImageName {
  id: bigint;
  source: string;
  content: string;
  size: number;
}

const TAG_LENGTH = 12;
const PATTERN = /^([0-9a-f]{2})\/\1[0-9a-f]{14}-[0-9a-f]{12}-[0-9a-f]{12}-\d{1,9}\.png$/;

export const SHARDS = 256;

/** The folder of the n-th shard: the first byte of the ids in it, in hexadecimal. */
export function shardFolder(shard: number): string {
  return shard.toString(16).padStart(2, '0');
}

/** The ids of a shard, both ends included. */
export function shardRange(shard: number): { from: bigint; to: bigint } {
  const from = BigInt(shard) << 56n;
  return { from, to: from + (1n << 56n) - 1n };
}

/** The first 12 hexadecimal digits of a SHA-256. */
export function tag(bytes: string | Buffer): string {
  return hash('sha256', bytes, 'hex').slice(0, TAG_LENGTH);
}

/** How the names of an id's images begin, folder included: `ab/abcdef0123456789`. */
export function imageStem(id: bigint): string {
  const hex = id.toString(16).padStart(16, '0');
  return `${hex.slice(0, 2)}/${hex}`;
}

/** `ab/abcdef0123456789-<source>-<tag of the bytes>-<their number>.png`. */
export function formatImageName(id: bigint, source: string, bytes: Buffer): string {
  return `${imageStem(id)}-${source}-${tag(bytes)}-${bytes.length}.png`;
}

/** `undefined` when the name is none of ours. */
export function parseImageName(name: string): ImageName | undefined {
  const id = imageOwner(name);
  if (id === undefined) return undefined;
  return { id, source: name.slice(20, 32), content: name.slice(33, 45), size: Number(name.slice(46, -4)) };
}

/** The pass a name belongs to; `undefined` when the name is none of ours. */
export function imageOwner(name: string): bigint | undefined {
  return PATTERN.test(name) ? BigInt(`0x${name.slice(3, 19)}`) : undefined;
}
