/**
 * The WhatsApp gateway beside a bare Baileys loop, both processes of their own, on the same simulator: latency from handing a message
 * over to the server's ack, memory and CPU at 1, 50 and 200 sessions, and throughput with pacing off.
 *
 *     node tools/bench/gateway.ts [--json] [--sessions 200] [--messages 200]
 *
 * What it runs is in apps/wa-gateway/test/bench, with the licence of Baileys; it has a database and a Redis of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repoRoot } from '../paths.ts';
import { startServices } from '../services.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'sowan-bench-gateway-'));
const services = await startServices({ dir });
try {
  const script = path.join(repoRoot, 'apps/wa-gateway/test/bench/main.ts');
  const env = { ...process.env, DATABASE_URL: services.serverUrl, REDIS_URL: services.redisUrl };
  const bench = spawn(process.execPath, [script, ...process.argv.slice(2)], { env, stdio: 'inherit' });
  const [code] = (await once(bench, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await services.stop();
  rmSync(dir, { recursive: true, force: true });
}
