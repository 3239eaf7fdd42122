import { z } from 'zod';
import { phoneNumber } from './faults/schema.ts';

const port = z.coerce.number().int().min(0).max(65535).default(0);

/** `628111000001:Sekolah,628222000002:Budi Santoso` */
const phones = z
  .string()
  .default('')
  .transform((list) => list.split(',').filter((entry) => entry.trim() !== ''))
  .pipe(
    z.array(
      z
        .string()
        .transform((entry) => {
          const [number = '', ...name] = entry.split(':');
          return { number: number.trim(), name: name.join(':').trim() || `+${number.trim()}` };
        })
        .pipe(z.object({ number: phoneNumber, name: z.string() })),
    ),
  );

const schema = z.object({
  NODE_ENV: z
    .string()
    .optional()
    .refine((value) => value !== 'production', 'the simulator never runs in production'),
  SIMULATOR_PORT: port,
  SIMULATOR_SOCKET_PORT: port,
  SIMULATOR_DIR: z.string().min(1),
  SIMULATOR_PHONES: phones,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Environment = z.output<typeof schema>;

/** Throws a ZodError which names every variable that is missing or wrong. */
export const readEnvironment = (): Environment => schema.parse(process.env);
