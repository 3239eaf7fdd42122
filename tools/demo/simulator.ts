import path from 'node:path';
import { z } from 'zod';
import { repoRoot } from '../paths.ts';
import type { Supervisor } from '../processes.ts';
import { choosePort } from '../services/ports.ts';

export interface RunningSimulator {
  /** The page with the phones, and the API that moves them. */
  controlUrl: string;
  /** What makes the gateway talk to the simulator instead of WhatsApp. */
  gatewayEnv: Record<string, string>;
}

/** The school's own phone, which the gateway is linked to, and two guests. */
const PHONES = '6281100000001:SMA Negeri 1 Sowan,6281200000002:Dewi Lestari,6281300000003:Agus Wijaya';

const readyLine = z.object({ socketUrl: z.string(), controlUrl: z.string(), mediaCaFile: z.string() });

/** Starts the WhatsApp simulator in a process of its own. */
export async function startSimulator(supervisor: Supervisor, dir: string): Promise<RunningSimulator> {
  const line = await supervisor.start({
    name: 'simulator',
    script: path.join(repoRoot, 'packages/wa-simulator/src/main.ts'),
    env: {
      SIMULATOR_PORT: String(await choosePort(dir, 'simulator')),
      SIMULATOR_SOCKET_PORT: String(await choosePort(dir, 'simulator-socket')),
      SIMULATOR_DIR: path.join(dir, 'simulator'),
      SIMULATOR_PHONES: PHONES,
      NODE_ENV: 'development',
    },
  });
  const { socketUrl, controlUrl, mediaCaFile } = readyLine.parse(line);
  return {
    controlUrl,
    gatewayEnv: {
      WA_SOCKET_URL: socketUrl,
      ALLOW_WA_SOCKET_URL: '1',
      NODE_EXTRA_CA_CERTS: mediaCaFile,
      // Nobody bans a simulated number: no need to make the visitor of the demo wait.
      WA_PACE_MS_MIN: '100',
      WA_PACE_MS_MAX: '300',
    },
  };
}
