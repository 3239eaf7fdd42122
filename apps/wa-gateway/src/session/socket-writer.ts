import {
  generateWAMessage,
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
export async function compose(
  socket: WASocket,
  to: { jid: string; waMessageId: string },
  content: Content,
): Promise<proto.IMessage> {
  const composed = await generateWAMessage(to.jid, forBaileys(content), {
    userJid: socket.user?.id ?? '',
    upload: socket.waUploadToServer,
    messageId: to.waMessageId,
    mediaUploadTimeoutMs: UPLOAD_MS,
  });
  if (!composed.message) throw new Error('nothing was composed');
  return composed.message;
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
  const message = await unlessAborted(signal, compose(socket, { jid, waMessageId }, content));
  if (!message) return { kind: 'held_back' };
  if (!mayWrite()) return { kind: 'held_back' };
  const answer = socket.waitForMessage<BinaryNode>(waMessageId, answerMs);
  answer.catch(() => undefined); // The write below fails for the same cause, and tells.
  const startedAt = performance.now();
  await socket.relayMessage(jid, message, { messageId: waMessageId });
  const node = await answer;
  if (node) metrics.acknowledged(performance.now() - startedAt);
  return meaningOf(node);
}

/** A receipt instead of an ack is as good: the phone has it. */
function meaningOf(node: BinaryNode | undefined): Answer {
  if (!node) return { kind: 'silence' };
  const code = node.attrs['error'];
  return code === undefined ? { kind: 'accepted' } : { kind: 'refused', code };
}
