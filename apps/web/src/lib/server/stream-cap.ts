import { DomainError } from '@sowan/core';

/** Streams that need no login, open at once: in this process, and from one address (a whole lobby shares the school's). */
const MOST = { all: 5000, address: 300 } as const;

/** Counts open streams by address. */
export function streamCap(most: { all: number; address: number } = MOST) {
  const open = new Map<string, number>();
  let all = 0;
  return {
    /** Counts one more; the function returned counts it out again. Throws RATE_LIMITED `too_many_streams`. */
    enter(address: string): () => void {
      const here = open.get(address) ?? 0;
      if (all >= most.all || here >= most.address) throw new DomainError('RATE_LIMITED', 'too_many_streams');
      open.set(address, here + 1);
      all += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        all -= 1;
        const rest = (open.get(address) ?? 1) - 1;
        if (rest > 0) open.set(address, rest);
        else open.delete(address);
      };
    },
  };
}
