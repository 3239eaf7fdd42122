import { pino } from 'pino';
import { loggedError } from '@sowan/core';
import { migrate } from '@sowan/db';
import { readEnv } from './env.ts';
import { startGateway } from './gateway.ts';
import { keysAsObjects } from './key-objects.ts';
import { quietConsole } from './quiet-console.ts';
import { onShutdown } from './shutdown.ts';

const env = readEnv();
const log = pino({ name: 'wa-gateway', level: env.LOG_LEVEL, serializers: { err: loggedError } });
quietConsole(log);
keysAsObjects();
// Baileys leaves promises alone whose socket has closed; one of them must not end all sessions.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));

await migrate(env.DATABASE_URL);
const gateway = await startGateway(env, log);
onShutdown(log, () => gateway.close());
log.info({ health: gateway.healthUrl }, 'ready');
