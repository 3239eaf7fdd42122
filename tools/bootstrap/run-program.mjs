import { spawn } from 'node:child_process';
import { SetupError } from './progress.mjs';

/** Runs a program to its end; rejects with the last of what it printed when it fails. */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
    child.once('error', (error) => reject(new SetupError(`${program}: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) return resolve(output);
      const lastWords = output.trim().split('\n').slice(-25).join('\n');
      reject(new SetupError(`\`${[program, ...args].join(' ')}\` failed:\n${lastWords}`));
    });
  });
}
