import { pino } from 'pino';
import type { ChatMessage } from './phone/chat-log.ts';
import { startControlServer } from './control/server.ts';
import { applyAtOnce } from './faults/actions.ts';
import { unlink } from './linking/unlink.ts';
import { authorityFile, startMediaHost } from './media/host.ts';
import { MediaStore } from './media/store.ts';
import { Network, type NetworkParts } from './network.ts';
import { enterCode } from './linking/pairing-code.ts';
import { scan, scanScreen } from './linking/qr.ts';
import { PhoneArchive } from './phone/archive.ts';
import { read } from './phone/read.ts';
import { send } from './phone/send.ts';
import { Phone } from './phone/phone.ts';
import { Refusal } from './refusal.ts';
import type { ControlledSimulator, Simulator, SimulatorOptions } from './simulator-api.ts';
import { startSocketServer } from './server/socket-server.ts';
import { StateFolder } from './state-folder.ts';

/** Starts a simulated WhatsApp on loopback. Rejects when a port is taken or the stored state cannot be read. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const servers: { close(): Promise<void> }[] = [];
  const closeServers = () => Promise.all(servers.map((server) => server.close()));
  const opened = <T extends { close(): Promise<void> }>(server: T): T => {
    servers.push(server);
    return server;
  };
  try {
    const log = options.log ?? pino({ level: 'silent' });
    const folder = options.dir === undefined ? undefined : new StateFolder(options.dir);
    const mediaStore = new MediaStore(folder);
    const mediaHost = opened(await startMediaHost(mediaStore, folder));
    const network = await openNetwork({ log, archive: new PhoneArchive(folder), mediaStore, mediaHost });
    const sockets = opened(await startSocketServer(network, options.socketPort ?? 0));
    const simulator: ControlledSimulator = {
      socketUrl: sockets.url,
      noiseRootKey: sockets.rootPublicKey,
      mediaCa: mediaHost.authority,
      mediaCaFile: folder ? authorityFile(folder) : null,
      ...operate(network),
    };
    for (const { number, name } of options.phones ?? []) await simulator.addPhone(number, name);
    const control = opened(await startControlServer(simulator, log, options.controlPort ?? 0));
    const stop = () => closeServers().then(() => closeNetwork(network));
    let stopped: Promise<void> | undefined;
    return { ...simulator, controlUrl: control.url, close: () => (stopped ??= stop()) };
  } catch (error) {
    await closeServers();
    throw error;
  }
}

async function openNetwork(parts: NetworkParts): Promise<Network> {
  const network = new Network(parts);
  for (const phone of await parts.archive.load()) network.phones.set(phone.number, phone);
  network.events.on('fault', ({ fault }) => applyAtOnce(network, fault));
  return network;
}

async function closeNetwork(network: Network): Promise<void> {
  network.faults.clear();
  network.events.close();
  await network.save();
  for (const { cipher } of network.phones.values()) cipher.close();
}

type Operations = Omit<ControlledSimulator, 'socketUrl' | 'noiseRootKey' | 'mediaCa' | 'mediaCaFile'>;

function operate(network: Network): Operations {
  const phone = (number: string) => phoneIn(network, number);
  return {
    phones: network.phones,
    events: network.events,
    faults: network.faults,
    counters: () => network.counters.snapshot(network.mediaHost.counters),
    addPhone: (number, name) => addPhone(network, number, name),
    scan: async (number, qr) => {
      const linked = qr === undefined ? scanScreen(network, phone(number)) : scan(network, phone(number), qr);
      return (await linked).address;
    },
    enterCode: async (number, code) => (await enterCode(network, phone(number), code)).address,
    unlink: async (number, device) => unlinkDevice(network, phone(number), device),
    setAddressing: async (number, addressing) => {
      phone(number).addressing = addressing;
      phone(number).touch();
      await network.save();
    },
    screen: (qr) => void (network.screen = qr ?? undefined),
    send: async (number, to, content) =>
      send(network, phone(number), to, typeof content === 'string' ? { text: content } : content),
    read: async (number, peer) => read(network, phone(number), peer),
    waitForMessage: async (number, predicate) => waitForMessage(network, phone(number), predicate),
    file: (name) => network.mediaStore.file(name),
  };
}

function phoneIn(network: Network, number: string): Phone {
  const phone = network.phones.get(number);
  if (!phone) throw new Refusal('NOT_FOUND', `There is no phone with the number ${number}.`);
  return phone;
}

/** A phone that exists already stays as it is. */
async function addPhone(network: Network, number: string, name = `+${number}`): Promise<Phone> {
  const phone = network.phones.get(number) ?? new Phone(number, name);
  if (!network.phones.has(number)) {
    network.phones.set(number, phone);
    phone.touch();
    await network.save();
    network.events.emit('phone', { number });
  }
  return phone;
}

async function unlinkDevice(network: Network, phone: Phone, device: number): Promise<void> {
  const companion = phone.companions.get(device);
  if (!companion) throw new Refusal('NOT_FOUND', `The phone ${phone.number} has no linked device ${device}.`);
  unlink(network, companion);
  await network.save();
}

async function waitForMessage(network: Network, phone: Phone, predicate = (_message: ChatMessage) => true) {
  const matches = (message: ChatMessage) => message.direction === 'in' && predicate(message);
  const present = phone.chats.messages.find(matches);
  if (present) return present;
  const arrived = await network.events.next(
    'message',
    ({ number, message }) => number === phone.number && matches(message),
  );
  return arrived.message;
}
