import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** What tells one process from another that was later given the same pid. */
export interface ProcessIdentity {
  /** Opaque: equal only for the same start of the same pid. */
  startedAt: string;
  command: string;
  cwd: string;
}

/** The running process with this pid, or undefined when there is none (or only a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

function fromProc(pid: number): ProcessIdentity | undefined {
  // The second field is the program's name in brackets and may hold spaces: count from the last bracket.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return {
    startedAt: fields[18] ?? '',
    command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
    cwd: readlinkSync(`/proc/${pid}/cwd`),
  };
}

function fromPs(pid: number): ProcessIdentity {
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: 'utf8' }).trim();
  const files = run('lsof', '-a', '-d', 'cwd', '-p', String(pid), '-Fn');
  return {
    startedAt: run('ps', '-o', 'lstart=', '-p', String(pid)),
    command: run('ps', '-ww', '-o', 'command=', '-p', String(pid)),
    cwd: /^n(.*)$/m.exec(files)?.[1] ?? '',
  };
}
