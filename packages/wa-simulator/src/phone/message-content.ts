import { extractMessageContent, getContentType, type MediaType, type proto } from '@whiskeysockets/baileys';
import type { MessageContent, MessageKind } from './chat-log.ts';
import { decryptMedia } from '../media/cipher.ts';
import type { MediaStore } from '../media/store.ts';

type Attachment = proto.Message.IImageMessage & proto.Message.IDocumentMessage;

/**
 * Reads a decrypted message as a phone shows it, with its picture or file fetched and opened.
 * Undefined for what phones don't show (key exchange, deletion, history). Throws when the file cannot be opened.
 */
export async function readContent(message: proto.IMessage, store: MediaStore): Promise<MessageContent | undefined> {
  const content = extractMessageContent(message);
  const type = getContentType(content);
  if (!content || !type || type === 'protocolMessage') return undefined;
  const attachment: Attachment | null | undefined = content.imageMessage ?? content.documentMessage;
  if (!attachment) {
    const text = content.conversation ?? content.extendedTextMessage?.text ?? null;
    return { kind: text === null ? 'other' : 'text', type, text, media: null };
  }
  const kind: MessageKind & MediaType = content.imageMessage ? 'image' : 'document';
  const plain = await openAttachment(attachment, kind, store);
  return {
    kind,
    type,
    text: attachment.caption || null,
    media: {
      mimetype: attachment.mimetype ?? 'application/octet-stream',
      fileName: attachment.fileName ?? null,
      bytes: plain.length,
      file: await store.saveFile(plain),
    },
  };
}

async function openAttachment(attachment: Attachment, type: MediaType, store: MediaStore): Promise<Buffer> {
  const { directPath, mediaKey, fileSha256, fileEncSha256 } = attachment;
  if (!directPath || !mediaKey || !fileSha256 || !fileEncSha256) throw new Error('an attachment without its keys');
  const upload = await store.upload(directPath);
  if (!upload) throw new Error(`nothing was uploaded to ${directPath}`);
  return decryptMedia(upload, { mediaKey, fileSha256, fileEncSha256 }, type);
}
