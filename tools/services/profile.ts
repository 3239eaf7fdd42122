import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FolderInUseError, folderHolder } from './folder-lock.ts';
import { reapOrphans } from './orphans.ts';

/** Marks a data folder as the demo's or the real one's, so that neither ever touches the other's. */
export function claimForProfile(dir: string, profile: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const owner = profileOf(dir);
  if (owner === profile) return;
  if (owner !== undefined) throw new Error(`${dir} belongs to \`${owner}\`. Choose another folder with --data.`);
  if (readdirSync(dir).length > 0)
    throw new Error(`${dir} is not empty and not a data folder. Choose another with --data.`);
  writeFileSync(path.join(dir, 'profile'), profile);
}

/** Deletes a profile's data folder with all that is in it. A folder that isn't that profile's is refused. */
export async function wipeFolder(dir: string, profile: string): Promise<void> {
  if (!existsSync(dir)) return;
  claimForProfile(dir, profile);
  const pid = folderHolder(dir);
  if (pid !== undefined) throw new FolderInUseError(dir, pid);
  await reapOrphans(dir);
  rmSync(dir, { recursive: true });
}

function profileOf(dir: string): string | undefined {
  const file = path.join(dir, 'profile');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
