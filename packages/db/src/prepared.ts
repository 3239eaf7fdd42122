import type { Db, Tx } from './client.ts';

/**
 * A statement of a hot path, built once a database and run with placeholders from then on: to build one takes longer than the server
 * needs to answer it.
 */
export function prepared<S extends object>(build: (db: Db | Tx) => S): (db: Db | Tx) => S {
  const built = new WeakMap<Db | Tx, S>();
  return (db) => {
    const statement = built.get(db) ?? build(db);
    built.set(db, statement);
    return statement;
  };
}
