export { openDatabase, type Database, type Db, type Tx } from './client.ts';
export { isDeadlock, isDuplicateKey } from './errors.ts';
export { migrate } from './migrate.ts';
export { prepared } from './prepared.ts';
export { inTransaction } from './transaction.ts';
export * as schema from './schema/index.ts';
