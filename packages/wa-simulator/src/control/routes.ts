import { z } from 'zod';
import { dataUrl } from './data-url.ts';
import { faultSchema, phoneNumber } from '../faults/schema.ts';
import type { Fault } from '../faults/schema.ts';
import { describeMessage, describePhone } from './views.ts';
import type { Sendable } from '../phone/send.ts';
import type { Phone } from '../phone/phone.ts';
import { Refusal } from '../refusal.ts';
import type { ControlledSimulator } from '../simulator-api.ts';

export interface RouteInput {
  simulator: ControlledSimulator;
  /** The parts of the path, such as `number`. */
  path: Record<string, string>;
  /** The parsed JSON body; an empty object when there is none. */
  body: unknown;
}

/** A file instead of JSON. */
export interface FileAnswer {
  file: Buffer;
  mimetype: string;
  /** Offered for download under this name; shown in place without it. */
  download?: string;
}

type Handler = (input: RouteInput) => Promise<unknown> | unknown;

const addPhone = z.strictObject({
  number: phoneNumber,
  name: z.string().trim().min(1).max(60).optional(),
  addressing: z.enum(['pn', 'lid']).optional(),
});
const scan = z.strictObject({ qr: z.string().min(1).optional() });
const code = z.strictObject({ code: z.string().min(8).max(12) });
const read = z.strictObject({ peer: phoneNumber.optional() });
const screen = z.strictObject({ qr: z.string().min(1).nullable() });
const caption = z.string().max(1024).optional();
const send = z.union([
  z.strictObject({ to: phoneNumber, text: z.string().min(1).max(65536) }),
  z.strictObject({ to: phoneNumber, image: dataUrl, caption }),
  z.strictObject({ to: phoneNumber, document: dataUrl, fileName: z.string().min(1).max(255), caption }),
]);

/** `METHOD /path/:part` → what it does. What is returned is sent as JSON, a `FileAnswer` as a file. */
export const routes: Record<string, Handler> = {
  'GET /phones': ({ simulator }) => {
    const { devices } = simulator.counters();
    return [...simulator.phones.values()].map((phone) => describePhone(devices, phone));
  },
  'POST /phones': async ({ simulator, body }) => {
    const { number, name, addressing } = addPhone.parse(body);
    const phone = await simulator.addPhone(number, name);
    if (addressing) await simulator.setAddressing(number, addressing);
    return describePhone(simulator.counters().devices, phone);
  },
  'GET /phones/:number': ({ simulator, path }) => describePhone(simulator.counters().devices, phoneAt(simulator, path)),
  'POST /phones/:number/scan': ({ simulator, path, body }) =>
    simulator.scan(phoneAt(simulator, path).number, scan.parse(body).qr),
  'POST /phones/:number/code': ({ simulator, path, body }) =>
    simulator.enterCode(phoneAt(simulator, path).number, code.parse(body).code),
  'POST /phones/:number/send': async ({ simulator, path, body }) => {
    const { number } = phoneAt(simulator, path);
    const { to, ...content } = send.parse(body);
    return describeMessage(number, await simulator.send(number, to, toSendable(content)));
  },
  'POST /phones/:number/read': async ({ simulator, path, body }) => {
    const messages = await simulator.read(phoneAt(simulator, path).number, read.parse(body).peer);
    return { read: messages.map(({ id }) => id) };
  },
  'GET /phones/:number/inbox': ({ simulator, path }) => {
    const { number, chats } = phoneAt(simulator, path);
    const received = chats.messages.filter(({ direction }) => direction === 'in');
    return received.map((message) => describeMessage(number, message));
  },
  'GET /phones/:number/messages': ({ simulator, path }) => {
    const { number, chats } = phoneAt(simulator, path);
    return chats.messages.map((message) => describeMessage(number, message));
  },
  'GET /phones/:number/inbox/:id/image': (input) => fileOf(input),
  'GET /phones/:number/messages/:id/file': (input) => fileOf(input),
  'DELETE /phones/:number/devices/:device': async ({ simulator, path }) => {
    await simulator.unlink(phoneAt(simulator, path).number, Number(path.device));
    return { unlinked: Number(path.device) };
  },
  'PUT /screen': ({ simulator, body }) => {
    simulator.screen(screen.parse(body).qr);
    return { ok: true };
  },
  'GET /counters': ({ simulator }) => simulator.counters(),
  'GET /faults': ({ simulator }) => simulator.faults.list(),
  'POST /faults': ({ simulator, body }): Fault => simulator.faults.add(faultSchema.parse(body)),
  'DELETE /faults': ({ simulator }) => ({ cleared: simulator.faults.clear() }),
  'DELETE /faults/:id': ({ simulator, path }) => ({ cleared: simulator.faults.clear(Number(path.id)) }),
};

function phoneAt({ phones }: ControlledSimulator, { number = '' }: Record<string, string>): Phone {
  const phone = phones.get(number);
  if (!phone) throw new Refusal('NOT_FOUND', `There is no phone with the number ${number}.`);
  return phone;
}

type SendBody = z.output<typeof send> extends infer U ? (U extends unknown ? Omit<U, 'to'> : never) : never;

function toSendable(content: SendBody): Sendable {
  if ('text' in content) return { text: content.text };
  const caption = content.caption === undefined ? {} : { caption: content.caption };
  if ('image' in content) return { image: content.image.bytes, mimetype: content.image.mimetype, ...caption };
  const { bytes, mimetype } = content.document;
  return { document: bytes, mimetype, fileName: content.fileName, ...caption };
}

async function fileOf({ simulator, path }: RouteInput): Promise<FileAnswer> {
  const media = phoneAt(simulator, path).chats.messages.findLast(({ id }) => id === path.id)?.media;
  const file = media && (await simulator.file(media.file));
  if (!file) throw new Refusal('NOT_FOUND', `There is no message ${path.id} with a picture or file.`);
  const download = media.mimetype.startsWith('image/') ? {} : { download: media.fileName ?? 'file' };
  return { file, mimetype: media.mimetype, ...download };
}
