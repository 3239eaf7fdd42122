/** A stored file: its path under the store's root, with `/`, and its length in bytes (0 when it is gone since). */
export interface StoredFile {
  readonly name: string;
  readonly size: number;
}

type Eventually<T> = T | Promise<T>;

/** Where images are kept. Every driver passes one contract suite, test/driver.test.ts. */
export interface ImageDriver {
  /** How many calls are worth making at once. */
  readonly concurrency: number;
  /** How long an image found right is trusted, in ms: 0 where a look costs microseconds, minutes where it costs a request. */
  readonly trustMs: number;
  read(name: string): Eventually<Buffer | undefined>;
  /** Writes whole or not at all: a reader sees the old file or the new one, never a part. Folders appear as needed. */
  write(name: string, bytes: Buffer): Eventually<void>;
  /** Removing what is not there is no error. */
  remove(name: string): Eventually<void>;
  /** Moves within the store; what is gone already is no error. */
  move(name: string, to: string): Eventually<void>;
  /** The files directly in one folder (`''` is the root) whose own names begin with `prefix`; none when it is absent. */
  list(folder: string, prefix?: string): Eventually<StoredFile[]>;
  /** The names of the folders directly in one folder. */
  folders(folder: string): Eventually<string[]>;
  /** Removes what a killed process left behind. */
  tidy(now: Date): Eventually<void>;
}
