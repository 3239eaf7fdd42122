import { createHash } from 'node:crypto';
import { passUrl, parseKeyring, signPass, type Subject, type Subjects } from '../src/index.ts';

const keyring = parseKeyring(`1:${Buffer.alloc(32, 'school').toString('base64')}`);

/** Passes as a database would keep them: the same for the same seed, spread over the whole of 64 bits. */
export class School {
  readonly passes = new Map<bigint, Subject>();

  constructor(count: number, host = 'https://sowan.sekolah.sch.id') {
    for (let i = 0; i < count; i++) {
      const id = createHash('sha256').update(`pass ${i}`).digest().readBigUInt64BE();
      this.passes.set(id, { id, text: passUrl(host, signPass(keyring, { kind: 'member', id })) });
    }
  }

  readonly subjects: Subjects = async function* (this: School, { from, to }: { from: bigint; to: bigint }) {
    for (const subject of this.passes.values()) if (subject.id >= from && subject.id <= to) yield subject;
  }.bind(this);
}
