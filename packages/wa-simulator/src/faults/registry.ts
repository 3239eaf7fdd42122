import type { SimulatorEvents } from '../events.ts';
import { faultSchema, isMomentary, type Fault, type FaultInput, type FaultKind, type FaultOf } from './schema.ts';

interface Standing {
  fault: Fault;
  left: number;
  /** What is to be done when the fault is cleared: acks and receipts held back, sockets frozen. */
  held: (() => void)[];
}

/** Whom an occasion concerns; a fault without a number or recipient concerns everyone. */
interface Occasion {
  number?: string | undefined;
  to?: string | undefined;
}

/** The faults in force. Each can be limited to a number, to a recipient, and to a count of occasions. */
export class FaultRegistry {
  readonly #standing = new Map<number, Standing>();
  readonly #events: SimulatorEvents;
  #lastId = 0;

  constructor(events: SimulatorEvents) {
    this.#events = events;
  }

  /** Puts a fault in force; whoever acts on it listens for `fault`. Throws a ZodError when it is malformed. */
  add(input: FaultInput): Fault {
    const fault: Fault = { ...faultSchema.parse(input), id: ++this.#lastId };
    const times = 'times' in fault ? fault.times : undefined;
    if (!isMomentary(fault)) this.#standing.set(fault.id, { fault, left: times ?? Infinity, held: [] });
    this.#events.emit('fault', { fault });
    return fault;
  }

  list(): readonly Fault[] {
    return [...this.#standing.values()].map(({ fault }) => fault);
  }

  /** Clears one fault, or all, and lets go of what they held back. Gives how many there were. */
  clear(id?: number): number {
    const cleared = [...this.#standing.values()].filter(({ fault }) => id === undefined || fault.id === id);
    for (const { fault, held } of cleared) {
      this.#standing.delete(fault.id);
      for (const release of held) release();
      this.#events.emit('faultCleared', { fault });
    }
    return cleared.length;
  }

  /** The oldest fault of this kind which concerns the occasion; using it counts. */
  take<K extends FaultKind>(kind: K, occasion: Occasion = {}): FaultOf<K> | undefined {
    const standing = this.#find(kind, occasion);
    if (standing) standing.left--;
    return standing?.fault as FaultOf<K> | undefined;
  }

  /** Holds something back if a fault of this kind concerns the occasion, else does it at once. */
  holdOrDo(kind: FaultKind, occasion: Occasion, action: () => void): void {
    const fault = this.take(kind, occasion);
    if (fault) this.hold(fault, action);
    else action();
  }

  /** Leaves something to be done when the fault is cleared. */
  hold(fault: Fault, release: () => void): void {
    this.#standing.get(fault.id)?.held.push(release);
  }

  #find(kind: FaultKind, occasion: Occasion): Standing | undefined {
    return [...this.#standing.values()].find(
      ({ fault, left }) =>
        fault.kind === kind &&
        left > 0 &&
        concerns(fault, 'number', occasion.number) &&
        concerns(fault, 'to', occasion.to),
    );
  }
}

function concerns(fault: Fault, field: 'number' | 'to', value: string | undefined): boolean {
  const wanted = field in fault ? (fault as Occasion)[field] : undefined;
  return wanted === undefined || wanted === value;
}
