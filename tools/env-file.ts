import { existsSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from './paths.ts';

/** The environment with what `.env` adds. A variable without a value counts as not given, for the processes we start too. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const envFile = path.join(repoRoot, '.env');
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  for (const [name, value] of Object.entries(process.env)) if (value === '') delete process.env[name];
  return process.env;
}
