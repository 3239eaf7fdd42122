import { z } from 'zod';
import { LEASE_MS } from '@sowan/core/whatsapp';

const clientVersion = z
  .string()
  .regex(/^\d+\.\d+\.\d+$/, 'three numbers, such as 2.3000.1043857760')
  .transform((text) => text.split('.').map(Number) as [number, number, number]);

const schema = z
  .object({
    NODE_ENV: z.string().default('development'),
    DATABASE_URL: z.url(),
    REDIS_URL: z.url(),
    REDIS_NAMESPACE: z.string().min(1).default('sowan'),
    PUBLIC_URL: z.url(),
    QR_KEYS: z.string().min(1),
    /** `1:<base64 of 32 bytes>[,…]`: seals the WhatsApp credentials at rest; the first key seals, all open. */
    WA_AUTH_KEY: z.string().min(1),
    /** Where WhatsApp is; the simulator's address in tests and the demo. */
    WA_SOCKET_URL: z.url({ protocol: /^wss?$/ }).optional(),
    ALLOW_WA_SOCKET_URL: z.literal('1').optional(),
    /** The version of WhatsApp Web to announce, when WhatsApp no longer takes the library's own; the admin's setting goes before it. */
    WA_CLIENT_VERSION: clientVersion.optional(),
    /** Least and most milliseconds between two messages of one session, instead of what the admin has set for it. */
    WA_PACE_MS_MIN: z.coerce.number().int().min(0).optional(),
    WA_PACE_MS_MAX: z.coerce.number().int().min(0).optional(),
    /** Where `/healthz`, `/readyz` and `/metrics` are; 0 takes a free port, which the log names. */
    GATEWAY_HOST: z.string().min(1).default('127.0.0.1'),
    GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    /** How long a session stays with a gateway that gives no sign of life. */
    WA_LEASE_MS: z.coerce.number().int().min(1000).max(600_000).default(LEASE_MS),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .refine((env) => (env.WA_PACE_MS_MIN ?? 0) <= (env.WA_PACE_MS_MAX ?? Infinity), {
    path: ['WA_PACE_MS_MAX'],
    message: 'must not be below WA_PACE_MS_MIN',
  })
  .refine((env) => !env.WA_SOCKET_URL || env.NODE_ENV !== 'production' || env.ALLOW_WA_SOCKET_URL, {
    path: ['WA_SOCKET_URL'],
    message: 'sends credentials and messages elsewhere: in production it needs ALLOW_WA_SOCKET_URL=1',
  });

/** What changing the key of the stored credentials needs of it. */
const rotationSchema = z.object({ DATABASE_URL: z.url(), WA_AUTH_KEY: z.string().min(1) });

export type Env = z.infer<typeof schema>;

const given = (source: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));

/** The process's configuration; an empty variable counts as not given. Throws a ZodError that names what is wrong. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => schema.parse(given(source));

export const readRotationEnv = (source: NodeJS.ProcessEnv = process.env) => rotationSchema.parse(given(source));
