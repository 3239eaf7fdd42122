import type { ServerResponse } from 'node:http';
import type { ControlledSimulator } from '../simulator-api.ts';
import { describeMessage } from './views.ts';
import type { SimulatorEventMap } from '../events.ts';

const PHONE_EVENTS = ['phone', 'linked', 'unlinked', 'loggedIn', 'disconnected'] as const;

/** Server-sent events for the page: `message` (new or changed, with its phone) and `phones` (devices came or went). */
export function streamEvents({ events }: ControlledSimulator, response: ServerResponse): void {
  const emit = (name: string, data: unknown) => response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const onMessage = ({ number, message }: SimulatorEventMap['message'][0]) =>
    emit('message', { number, message: describeMessage(number, message) });
  const onRepeated = (repeat: SimulatorEventMap['repeated'][0]) => emit('repeated', repeat);
  const onPhones = () => emit('phones', {});
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  events.on('message', onMessage).on('status', onMessage).on('repeated', onRepeated);
  for (const name of PHONE_EVENTS) events.on(name, onPhones);
  response.on('close', () => {
    events.off('message', onMessage).off('status', onMessage).off('repeated', onRepeated);
    for (const name of PHONE_EVENTS) events.off(name, onPhones);
  });
}
