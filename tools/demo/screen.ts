import { followEvents } from '@sowan/core';
import { connectRedis } from '@sowan/jobs';

/**
 * Lets the demo's phones see what the admin's page shows: a real phone would look at the screen with its camera. Every linking code that the
 * gateway publishes is passed on to the simulator.
 */
export async function shareScreen(
  redisUrl: string,
  controlUrl: string,
  log: (line: string) => void,
): Promise<() => Promise<void>> {
  const subscriber = connectRedis({ url: redisUrl });
  // The services stop before or after us; a lost connection is no news of its own.
  subscriber.on('error', () => undefined);
  const stream = await followEvents(subscriber);
  stream.listen((event) => {
    if (event.type !== 'wa_qr') return;
    fetch(new URL('/screen', controlUrl), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ qr: event.qr }),
    }).catch((error: unknown) => log(`the phones could not see the screen: ${String(error)}`));
  });
  return () => stream.close();
}
