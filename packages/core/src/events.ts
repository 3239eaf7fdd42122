import type { Redis } from 'ioredis';
import type { schema } from '@sowan/db';
import { within } from '@sowan/jobs';

export type AppointmentStatus = (typeof schema.APPOINTMENT_STATUSES)[number];
export type MessageStatus = (typeof schema.MESSAGE_STATUSES)[number];
export type WaStatus = (typeof schema.WA_STATUSES)[number];

/** Everything that may be published, live and forgettable: whoever missed one reads the tables. Instants are ISO 8601. */
export type DomainEvent =
  | { type: 'notification'; id: number; userId: number; at: string }
  /** The news has turned out not to be true: pop-ups about it go. */
  | { type: 'notification_withdrawn'; id: number; userId: number; at: string }
  | { type: 'appointment'; id: number; hostId: number; guestId: number; status: AppointmentStatus; at: string }
  | {
      type: 'message';
      id: number;
      appointmentId: number | null;
      /** The host of that appointment. */
      hostId: number | null;
      status: MessageStatus;
      at: string;
    }
  | { type: 'review'; id: number; hostId: number; at: string }
  | { type: 'wa_status'; sessionId: number; status: WaStatus; reason: string | null; at: string }
  | { type: 'wa_qr'; sessionId: number; qr: string; expiresAt: string; at: string }
  | { type: 'wa_pairing_code'; sessionId: number; code: string; expiresAt: string; at: string }
  | { type: 'wa_qr_timeout'; sessionId: number; at: string }
  | { type: 'wa_auth_failure'; sessionId: number; reason: string; at: string }
  | { type: 'wa_message_received'; sessionId: number; inboundId: number; at: string }
  | { type: 'wa_message_sent'; sessionId: number; messageId: number; at: string }
  /** Made, renamed, made the default or deleted. */
  | { type: 'wa_session'; sessionId: number; at: string }
  /** Its pace or quota, a pause or its breaker changed: `whatsapp.sendingSettings` has the news. */
  | { type: 'wa_sending'; sessionId: number; at: string }
  | { type: 'heal'; runId: number; at: string }
  /** A backup was begun, written or tried. */
  | { type: 'backup'; id: number; at: string }
  /** `userId` is who started it. */
  | { type: 'visit_import'; id: number; userId: number; at: string }
  | { type: 'card_run'; runId: number; at: string }
  /** A member came to an event. */
  | { type: 'attendance'; eventId: number; at: string }
  /** Somebody's role changed or a session of theirs was ended: their open streams ask anew who they are. */
  | { type: 'access_changed'; userId: number; at: string }
  /** Tells the gateways that `wa_sessions` has a new wish. */
  | { type: 'wa_nudge'; sessionId: number; at: string };

export type EventType = DomainEvent['type'];

export interface Events {
  publish(event: DomainEvent): Promise<void>;
}

export interface EventStream {
  /** Calls back for every event until the returned function is called. */
  listen(listener: (event: DomainEvent) => void): () => void;
  close(): Promise<void>;
}

const channel = (namespace: string) => `${namespace}:events`;

const PATIENCE_MS = 2000;

/** Publishes on Redis, or rejects soon when it is away. A failure is the caller's to log: nothing depends on an event having arrived. */
export function redisEvents(redis: Redis, namespace = 'sowan'): Events {
  return {
    async publish(event) {
      await within(PATIENCE_MS, redis.publish(channel(namespace), JSON.stringify(event)));
    },
  };
}

/**
 * One subscriber connection for a whole process; listeners are called in the order of the channel. What goes wrong (a listener that
 * throws, a Redis that is away) is reported as an `error` of the connection and stops nobody else.
 */
export async function followEvents(subscriber: Redis, namespace = 'sowan'): Promise<EventStream> {
  const listeners = new Set<(event: DomainEvent) => void>();
  const report = (error: unknown) => void subscriber.emit('error', error);
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      report(error);
    }
  };
  subscriber.on('message', (_channel, text) =>
    attempt(() => {
      const event = JSON.parse(text) as DomainEvent;
      for (const listener of listeners) attempt(() => listener(event));
    }),
  );
  const subscribe = () => subscriber.subscribe(channel(namespace)).then(() => undefined, report);
  // ioredis renews a subscription it once had; one that failed because Redis was away is ours to repeat.
  subscriber.on('ready', () => void subscribe());
  await subscribe();
  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      subscriber.disconnect();
      return Promise.resolve();
    },
  };
}
