import {
  DEF_TAG_PREFIX,
  generateWAMessageContent,
  type AnyMessageContent,
  type BinaryNode,
  type proto,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { Metrics } from '../health/metrics.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { Answer, Content, Writing } from './connection.ts';

const UPLOAD_MS = 60_000;

/** Uploads the file, if there is one, and gives what is to be encrypted. */
export function compose(socket: WASocket, jid: string, content: Content): Promise<proto.IMessage> {
  const options = { jid, upload: socket.waUploadToServer, mediaUploadTimeoutMs: UPLOAD_MS };
  return generateWAMessageContent(forBaileys(content), options);
}

/** What phones show as a picture; any other file they offer to open. */
const PICTURES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png']);

function forBaileys({ text, file }: Content): AnyMessageContent {
  if (!file) return { text };
  const { name, mime: mimetype, bytes } = file;
  const caption = text === '' ? {} : { caption: text };
  return PICTURES.has(mimetype)
    ? { image: bytes, mimetype, ...caption }
    : { document: bytes, mimetype, fileName: name, ...caption };
}

/**
 * Composes, writes and waits for the server's answer. In three steps instead of Baileys' `sendMessage`, so that an upload can be
 * broken off and the time between the write and the answer holds nothing else.
 */
export async function write(socket: WASocket, writing: Writing, metrics: Metrics): Promise<Answer> {
  try {
    const answer = await attempt(socket, writing, metrics);
    metrics.sent(answer.kind);
    return answer;
  } catch (error) {
    metrics.sent('error');
    throw error;
  }
}

async function attempt(socket: WASocket, writing: Writing, metrics: Metrics): Promise<Answer> {
  const { jid, waMessageId, content, mayWrite, signal, answerMs } = writing;
  const message = await unlessAborted(signal, compose(socket, jid, content));
  if (!message) return { kind: 'held_back' };
  if (!mayWrite()) return { kind: 'held_back' };
  const answer = answerTo(socket, waMessageId, answerMs);
  answer.catch(() => undefined); // The write below fails for the same cause, and tells.
  const startedAt = performance.now();
  await socket.relayMessage(jid, message, { messageId: waMessageId });
  const node = await answer;
  if (node) metrics.acknowledged(performance.now() - startedAt);
  return meaningOf(node);
}

/**
 * What the server answers to a message, listened for from now on; undefined when it says nothing in time. Rejects when the connection
 * ends. Baileys' `waitForMessage` does the same, but writes three stack traces for each message, while its reader waits.
 */
function answerTo({ ws }: WASocket, waMessageId: string, answerMs: number): Promise<BinaryNode | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<BinaryNode | undefined>();
  const listeners = [
    [`${DEF_TAG_PREFIX}${waMessageId}`, resolve],
    ['close', () => reject(new Error('the connection was closed'))],
    ['error', reject],
  ] as const;
  for (const [event, listener] of listeners) ws.on(event, listener);
  const timer = setTimeout(resolve, answerMs, undefined);
  return promise.finally(() => {
    clearTimeout(timer);
    for (const [event, listener] of listeners) ws.off(event, listener);
  });
}

/** A receipt instead of an ack is as good: the phone has it. */
function meaningOf(node: BinaryNode | undefined): Answer {
  if (!node) return { kind: 'silence' };
  const code = node.attrs['error'];
  return code === undefined ? { kind: 'accepted' } : { kind: 'refused', code };
}
