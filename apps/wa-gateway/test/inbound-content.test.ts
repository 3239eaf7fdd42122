import type { WAMessage } from '@whiskeysockets/baileys';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInbound } from '../src/inbound.ts';

const from = (message: unknown, key: object = {}) =>
  ({
    key: { remoteJid: '6281234567890@s.whatsapp.net', fromMe: false, id: 'IN1', ...key },
    message,
    pushName: 'Budi',
  }) as WAMessage;
const contentOf = (message: unknown) => {
  const read = readInbound(from(message));
  return [read?.contentType, read?.mediaType, read?.text];
};

describe('what a phone has sent is listed by its kind', () => {
  test.each<[string, object, unknown[]]>([
    ['a text', { conversation: 'Halo' }, ['text', null, 'Halo']],
    ['a text with a link', { extendedTextMessage: { text: 'https://a.id' } }, ['text', null, 'https://a.id']],
    ['a picture', { imageMessage: { mimetype: 'image/jpeg', caption: 'Surat' } }, ['image', 'image/jpeg', 'Surat']],
    ['a film', { videoMessage: { mimetype: 'video/mp4' } }, ['video', 'video/mp4', null]],
    [
      'a voice note',
      { audioMessage: { mimetype: 'audio/ogg; codecs=opus' } },
      ['audio', 'audio/ogg; codecs=opus', null],
    ],
    [
      'a file that disappears',
      { ephemeralMessage: { message: { documentMessage: { mimetype: 'application/pdf', fileName: 'izin.pdf' } } } },
      ['document', 'application/pdf', 'izin.pdf'],
    ],
    ['a sticker', { stickerMessage: { mimetype: 'image/webp' } }, ['sticker', 'image/webp', null]],
    [
      'a place',
      { locationMessage: { degreesLatitude: -6.2, degreesLongitude: 106.8 } },
      ['location', null, '-6.2, 106.8'],
    ],
    ['a contact', { contactMessage: { displayName: 'Pak Joko' } }, ['contact', null, 'Pak Joko']],
    ['a reaction', { reactionMessage: { text: '👍' } }, ['reaction', null, '👍']],
    ['a poll', { pollCreationMessageV3: { name: 'Kapan?' } }, ['poll', null, 'Kapan?']],
    ['what WhatsApp has invented since', { holographicMessage: { depth: 3 } }, ['other', null, null]],
  ])('%s', (_, message, content) => expect(contentOf(message)).toEqual(content));
});

test('nothing that is no word of a person to us is listed', () => {
  expect(readInbound(from({ conversation: 'x' }, { fromMe: true }))).toBeNull();
  expect(readInbound(from({ conversation: 'x' }, { remoteJid: '1203@g.us' }))).toBeNull();
  expect(readInbound(from({ conversation: 'x' }, { remoteJid: 'status@broadcast' }))).toBeNull();
  expect(readInbound(from({ protocolMessage: { type: 0 } }))).toBeNull();
  expect(readInbound(from(null))).toBeNull();
});

test('no content, however strange, brings the gateway down, and none is longer than its column', () => {
  const words = fc.option(fc.string(), { nil: undefined });
  const part = fc.record({ mimetype: words, caption: words, text: words, displayName: words, name: words });
  const kinds = [
    'imageMessage',
    'documentMessage',
    'reactionMessage',
    'albumMessage',
    'audioMessage',
    'newKindMessage',
  ];
  const content = fc.dictionary(fc.constantFrom(...kinds), fc.oneof(part, fc.constant(null)));
  const wrapped = fc.oneof(
    content,
    content.map((message) => ({ viewOnceMessage: { message } })),
  );
  fc.assert(fc.property(wrapped, (message) => void expect(readInbound(from(message))).not.toBeNull()));
  const long = 'x'.repeat(20_000);
  expect(contentOf({ imageMessage: { mimetype: long, caption: long } })).toEqual([
    'image',
    long.slice(0, 80),
    long.slice(0, 10_000),
  ]);
});
