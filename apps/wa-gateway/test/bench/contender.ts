/** What is measured: a process that holds linked sessions, numbered from 0, and sends what it is given. */
export interface Contender {
  name: string;
  /** Links more sessions until there are so many, each to the phone `numberOf` it. */
  grow(sessions: number): Promise<void>;
  /** Makes everything ready for a message, but does not hand it over yet. */
  prepare(session: number): Promise<Prepared>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

export interface Prepared {
  waMessageId: string;
  handOver(): Promise<void>;
}

export interface Usage {
  rssMb: number;
  cpuS: number;
}

export const GUEST = '6281234567890';
const FIRST_NUMBER = 628_111_000_000;

/** The school's phone of a session; each contender has its own. */
export const numberOf = (contender: 'bare' | 'gateway', session: number) =>
  String(FIRST_NUMBER + (contender === 'bare' ? 0 : 10_000) + session);
