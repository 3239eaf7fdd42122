import type { DeviceAddress } from './events.ts';

export interface DeviceCounters {
  /** Sockets on which the device is logged in now, and the most there ever were at the same time. */
  live: number;
  maxLive: number;
  logins: number;
  /** Messages the device sent. */
  messages: number;
}

export interface PhoneCounters {
  /** Messages received for the first time. */
  received: number;
  /** Messages dropped because their id had already been received. */
  repeated: number;
  undecryptable: number;
  sent: number;
  /** Privacy tokens it was issued. */
  tokens: number;
}

export interface CounterSnapshot {
  sockets: { opened: number; live: number; refused: number };
  /** Logins of a device that was still connected elsewhere; each ends the older socket with “replaced”. */
  overlaps: number;
  messages: { received: number; acked: number; nacked: number; lost: number; unacked: number; undeliverable: number };
  media: { uploads: number; downloads: number };
  /** By `number:device`. */
  devices: Record<string, DeviceCounters>;
  /** By number. */
  phones: Record<string, PhoneCounters>;
}

/** What the simulator counts, since its start. */
export class Counters {
  readonly sockets = { opened: 0, live: 0, refused: 0 };
  readonly messages = { received: 0, acked: 0, nacked: 0, lost: 0, unacked: 0, undeliverable: 0 };
  overlaps = 0;
  readonly #devices = new Map<string, DeviceCounters>();
  readonly #phones = new Map<string, PhoneCounters>();

  device({ number, device }: DeviceAddress): DeviceCounters {
    return ensure(this.#devices, `${number}:${device}`, () => ({ live: 0, maxLive: 0, logins: 0, messages: 0 }));
  }

  phone(number: string): PhoneCounters {
    return ensure(this.#phones, number, () => ({ received: 0, repeated: 0, undecryptable: 0, sent: 0, tokens: 0 }));
  }

  /** A device logged in, and has so many live sockets now. */
  loggedIn(address: DeviceAddress, live: number): void {
    const counted = this.device(address);
    counted.logins++;
    counted.live = live;
    counted.maxLive = Math.max(counted.maxLive, live);
    if (live > 1) this.overlaps++;
  }

  snapshot(media: CounterSnapshot['media']): CounterSnapshot {
    return structuredClone({
      sockets: this.sockets,
      overlaps: this.overlaps,
      messages: this.messages,
      media,
      devices: Object.fromEntries(this.#devices),
      phones: Object.fromEntries(this.#phones),
    });
  }
}

function ensure<V>(map: Map<string, V>, key: string, create: () => V): V {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}
