import { sql } from 'drizzle-orm';

/** Leases are counted by the one clock that all gateways share: those of their machines may differ. */
export const databaseNow = sql<Date>`utc_timestamp(3)`;

export const databaseTimeIn = (ms: number) => sql<Date>`utc_timestamp(3) + interval ${ms * 1000} microsecond`;
