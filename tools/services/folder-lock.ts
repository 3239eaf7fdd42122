import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identify } from './process-identity.ts';

export class FolderInUseError extends Error {
  constructor(dir: string, pid: number) {
    super(
      `${dir} is in use by another run (process ${pid}). Stop that one first, or choose another folder with --data.`,
    );
  }
}

/**
 * Makes this process the only user of a data folder. A lock left by a run that is gone is taken over.
 * Throws FolderInUseError while the other run lives. Returns the function which gives the folder back.
 */
export function lockFolder(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = path.join(dir, 'lock.json');
  const mine = JSON.stringify({ pid: process.pid, startedAt: identify(process.pid)?.startedAt });
  if (!tryWrite(file, mine)) {
    const pid = livingHolder(file);
    if (pid !== undefined) throw new FolderInUseError(dir, pid);
    rmSync(file, { force: true });
    if (!tryWrite(file, mine)) throw new FolderInUseError(dir, livingHolder(file) ?? 0);
  }
  return () => rmSync(file, { force: true });
}

/** The pid of the run that holds this folder, if it is alive. */
export function folderHolder(dir: string): number | undefined {
  return livingHolder(path.join(dir, 'lock.json'));
}

function tryWrite(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function livingHolder(file: string): number | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startedAt: string };
    return identify(pid)?.startedAt === startedAt ? pid : undefined;
  } catch {
    return undefined;
  }
}
