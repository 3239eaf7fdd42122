import { S_WHATSAPP_NET, type BinaryNode } from '@whiskeysockets/baileys';

/** Builds a stanza; attributes without a value are left out. */
export function node(
  tag: string,
  attrs: Record<string, string | undefined> = {},
  content?: BinaryNode[] | Uint8Array | string,
): BinaryNode {
  const present = Object.entries(attrs).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { tag, attrs: Object.fromEntries(present), ...(content === undefined ? {} : { content }) };
}

/** The server's answer to an `iq`. */
export function result(query: BinaryNode, content?: BinaryNode[]): BinaryNode {
  return node('iq', { from: S_WHATSAPP_NET, type: 'result', id: query.attrs.id }, content);
}

/** A request of the server's own. */
export function serverQuery(id: string, xmlns: string, content: BinaryNode[]): BinaryNode {
  return node('iq', { from: S_WHATSAPP_NET, type: 'set', xmlns, id, t: nowSeconds() }, content);
}

/** Unix time in whole seconds, as attributes carry it. */
export const nowSeconds = () => String(Math.floor(Date.now() / 1000));

/** The first child, whatever its tag. */
export const firstChild = ({ content }: BinaryNode) => (Array.isArray(content) ? content[0] : undefined);
