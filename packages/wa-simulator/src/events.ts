import { EventEmitter } from 'node:events';
import type { ChatMessage } from './phone/chat-log.ts';
import type { Fault } from './faults/schema.ts';

/** A device as the outside knows it: the phone's number and the device's id (1, 2, …). */
export interface DeviceAddress {
  number: string;
  device: number;
}

/** A connection; `device` is null until (and unless) a linked device has logged in on it. */
export interface ConnectionSummary {
  id: number;
  device: DeviceAddress | null;
}

/** What happens in the simulator, in the order in which it happens. */
export interface SimulatorEventMap {
  phone: [{ number: string }];
  connected: [ConnectionSummary];
  disconnected: [ConnectionSummary];
  /** An unlinked client was handed codes to show. */
  registering: [{ connection: number; refs: string[] }];
  /** A client asked for a pairing code for this number. */
  linkCode: [{ number: string }];
  linked: [DeviceAddress];
  unlinked: [DeviceAddress];
  loggedIn: [DeviceAddress];
  /** A linked device has read its mailbox; what happens from now on reaches it at once. */
  online: [DeviceAddress];
  preKeys: [DeviceAddress & { available: number }];
  /** A linked device's message reached the server, before any fault is applied to it. */
  stanza: [DeviceAddress & { id: string; to: string }];
  /** The server accepted (`error` null) or refused a message. */
  ack: [DeviceAddress & { id: string; error: string | null }];
  /** A linked device reported on a message it got: delivered, inactive (delivered in the background), read. */
  receipt: [DeviceAddress & { id: string; type: string }];
  /** A phone has decrypted a new message, or a copy of one which its own linked device sent. */
  message: [{ number: string; message: ChatMessage }];
  /** A phone dropped a message whose id it had already received. */
  repeated: [{ number: string; id: string; from: string }];
  /** A phone could not decrypt a message and asked for it again. */
  undecryptable: [{ number: string; id: string; from: string }];
  /** The state of a message in a phone's chats changed: sent, delivered, read. */
  status: [{ number: string; message: ChatMessage }];
  fault: [{ fault: Fault }];
  faultCleared: [{ fault: Fault }];
}

type EventName = keyof SimulatorEventMap;
type Payload<K extends EventName> = SimulatorEventMap[K][0];

/** Emits what happens and lets tests wait for it instead of sleeping. */
export class SimulatorEvents extends EventEmitter<SimulatorEventMap> {
  readonly #waiting = new Set<(error: Error) => void>();

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  /**
   * Waits for the next event which satisfies the predicate, and gives its payload.
   * Rejects when the simulator closes, or when `signal` is aborted.
   */
  next<K extends EventName>(
    name: K,
    predicate: (payload: Payload<K>) => boolean = () => true,
    signal?: AbortSignal,
  ): Promise<Payload<K>> {
    return new Promise((resolve, reject) => {
      const listen = (payload: Payload<K>) => {
        if (predicate(payload)) settle(() => resolve(payload));
      };
      const fail = (error: Error) => settle(() => reject(error));
      const abort = () => fail(new Error(`Gave up waiting for “${name}”`, { cause: signal?.reason }));
      const settle = (then: () => void) => {
        this.off(name, listen as never);
        this.#waiting.delete(fail);
        signal?.removeEventListener('abort', abort);
        then();
      };
      this.on(name, listen as never);
      this.#waiting.add(fail);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    });
  }

  /** Rejects everyone who still waits. */
  close(): void {
    for (const fail of [...this.#waiting]) fail(new Error('The simulator was closed'));
    this.removeAllListeners();
  }
}
