import type { WASocket } from '@whiskeysockets/baileys';
import { test as base, vi } from 'vitest';
import { startSimulator, type DeviceAddress, type Simulator } from '../src/index.ts';
import { Auth, closeCode, connect, opened, qrOf, type ClientOptions } from './client.ts';

export const SCHOOL = '628111000001';
export const GUEST = '628222000002';
export const GUEST_JID = `${GUEST}@s.whatsapp.net`;
/** One red pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface LinkedClient {
  auth: Auth;
  socket: WASocket;
  device: DeviceAddress;
}

/** Baileys clients which are ended with the test. */
export interface Clients {
  connect(auth?: Auth, options?: ClientOptions): WASocket;
  /** Connects a linked device and waits until it is online. */
  open(auth: Auth, options?: ClientOptions): Promise<WASocket>;
  /** Links a new device to a phone by QR, and opens it. */
  link(number?: string, options?: ClientOptions): Promise<LinkedClient>;
}

export const test = base.extend<{ simulator: Simulator; clients: Clients }>({
  simulator: async ({ task: _task }, use) => {
    silenceLibsignal();
    const phones = [
      { number: SCHOOL, name: 'Sekolah' },
      { number: GUEST, name: 'Budi Santoso' },
    ];
    const simulator = await startSimulator({ phones });
    await use(simulator);
    await simulator.close();
  },
  clients: async ({ simulator }, use) => {
    const { clients, end } = openClients(simulator);
    await use(clients);
    await end();
  },
});

/** Clients for a simulator which the test itself started. */
export function openClients(simulator: Simulator): { clients: Clients; end: () => Promise<void> } {
  const sockets: WASocket[] = [];
  const clients: Clients = {
    connect: (auth = new Auth(), options) => {
      const socket = connect(simulator, auth, options);
      sockets.push(socket);
      return socket;
    },
    open: async (auth, options) => {
      const online = simulator.events.next('online');
      const socket = clients.connect(auth, options);
      await Promise.all([online, opened(socket)]);
      return socket;
    },
    link: async (number = SCHOOL, options = {}) => {
      const auth = new Auth();
      const unlinked = clients.connect(auth, options);
      const closing = closeCode(unlinked);
      const device = await simulator.scan(number, await qrOf(unlinked));
      await closing;
      return { auth, device, socket: await clients.open(auth, options) };
    },
  };
  return { clients, end: async () => void (await Promise.all(sockets.map((socket) => socket.end(undefined)))) };
}

/** libsignal prints whole sessions to the console. */
export function silenceLibsignal(): void {
  for (const method of ['info', 'warn'] as const) vi.spyOn(console, method).mockReturnValue();
}
