import { S_WHATSAPP_NET, type BinaryNode } from '@whiskeysockets/baileys';
import { node } from './nodes.ts';

/** The last words of the server. What Baileys makes of each is the code in the comment. */
export const lastWords = {
  /** 401 */
  removed: () => streamError('401', [node('conflict', { type: 'device_removed' })]),
  /** 440; the real server names no code here */
  replaced: () => streamError(undefined, [node('conflict', { type: 'replaced' })]),
  /** 515 */
  restart: () => streamError('515'),
  /** 503 */
  unavailable: () => streamError('503'),
  /** 500 */
  badSession: () => streamError('500'),
  /** 428 */
  streamEnd: () => node('xmlstreamend'),
  /** 411 */
  mismatch: () => node('ib', { from: S_WHATSAPP_NET }, [node('downgrade_webclient')]),
  /** The code itself: 401 unknown device, 402, 403 and 406 banned, 405 client too old. */
  failure: (code: number) => node('failure', { reason: String(code), location: 'atn' }),
};

function streamError(code: string | undefined, content?: BinaryNode[]): BinaryNode {
  return node('stream:error', { code }, content);
}
