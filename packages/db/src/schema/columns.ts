import { bigint, customType, datetime } from 'drizzle-orm/mysql-core';

/** Internal key: auto-increment BIGINT, a JS number (safe up to 2^53). It never leaves the house inside a code. */
export const id = () => bigint({ mode: 'number', unsigned: true }).autoincrement().primaryKey();

/** Reference to another table's `id()`. */
export const ref = () => bigint({ mode: 'number', unsigned: true });

/** An instant: DATETIME(3) in UTC, a JS `Date` in code. */
export const instant = () => datetime({ mode: 'date', fsp: 3 });

/** JSON, which the client hands over as text (`jsonStrings`), from MySQL and MariaDB alike. */
export const jsonValue = <T>() =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'json',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (text) => JSON.parse(text) as T,
  })();

/** Text that is compared byte by byte, capitals and all. */
export const exactText = customType<{
  data: string;
  driverData: string;
  config: { length: number };
  configRequired: true;
}>({
  dataType: ({ length }) => `varchar(${length}) character set utf8mb4 collate utf8mb4_bin`,
});

/** Bytes up to 16 MiB. */
export const mediumblob = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'mediumblob' });
