import { inArray, or } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import type { ImportedMember } from './import-columns.ts';

const { members } = schema;

/** Whom a row repeats: a member in the books, or an earlier line of the file. */
export type DuplicateOf = { id: number; number: string } | { line: number };

/**
 * What makes two rows the same member. A number is one person's; without one, a name together with an address or a phone is (families share
 * both); with neither, name and first day.
 */
export function identitiesOf(
  row: Pick<ImportedMember, 'number' | 'name' | 'email' | 'phone' | 'memberSince'>,
): string[] {
  const name = row.name.toLowerCase().replaceAll(/\s+/g, ' ').trim();
  const by = [
    row.number ? `number ${row.number.toLowerCase()}` : null,
    row.email ? `email ${row.email} ${name}` : null,
    row.phone ? `phone ${row.phone} ${name}` : null,
    row.email || row.phone ? null : `day ${row.memberSince} ${name}`,
  ];
  return by.filter((identity) => identity !== null);
}

/** The members in the books who may be meant by these rows, by identity. */
export async function knownIdentities(db: Db | Tx, rows: ImportedMember[]): Promise<Map<string, DuplicateOf>> {
  const known = new Map<string, DuplicateOf>();
  const given = <T>(values: (T | null)[]): T[] => values.filter((value) => value !== null);
  const conditions = [
    inArray(members.number, given(rows.map((row) => row.number)).concat('')),
    inArray(members.email, given(rows.map((row) => row.email)).concat('')),
    inArray(members.phone, given(rows.map((row) => row.phone)).concat('')),
    inArray(members.name, rows.map((row) => row.name).concat('')),
  ];
  const found = await db
    .select({
      id: members.id,
      number: members.number,
      name: members.name,
      email: members.email,
      phone: members.phone,
      memberSince: members.memberSince,
    })
    .from(members)
    .where(or(...conditions));
  for (const member of found) {
    for (const identity of identitiesOf(member)) known.set(identity, { id: member.id, number: member.number });
  }
  return known;
}
