import { and, isNull, like, sql, type SQL } from 'drizzle-orm';
import { union } from 'drizzle-orm/mysql-core';
import { getCountryCallingCode, type CountryCode } from 'libphonenumber-js/max';
import { schema, type Db } from '@sowan/db';
import { beginning } from './search.ts';

const { guests } = schema;

/** Shorter words are not in the FULLTEXT index (InnoDB's default). */
const SHORTEST_WORD = 3;
const FEWEST_DIGITS = 3;

/** What the boolean FULLTEXT search is asked: every word begins some word of the name. Null when no word is long enough. */
function wordSearch(typed: string): string | null {
  const words = typed.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= SHORTEST_WORD);
  return words.length > 0 ? words.map((word) => `+${word}*`).join(' ') : null;
}

/** The beginning of an E.164 number as people type it: `0812…`, `812…`, `62812…`, `+62 812…`; none for what is no number. */
export function phonePrefixes(typed: string, region: string): string[] {
  if (!/^[\d\s()+./-]+$/.test(typed)) return [];
  const digits = typed.replaceAll(/\D/g, '');
  if (digits.length < FEWEST_DIGITS) return [];
  if (typed.trim().startsWith('+')) return [`+${digits}`];
  const code = getCountryCallingCode(region as CountryCode);
  const national = `+${code}${digits.replace(/^0/, '')}`;
  return digits.startsWith(code) ? [`+${digits}`, national] : [national];
}

/**
 * Ids of the guests that a search means, as a subquery: whose name begins so, in whose name words begin so, or whose number does.
 * Every part goes by an index of its own, so a long list is never read whole.
 */
export function guestsMatching(db: Db, typed: string, region: string) {
  const idsWhere = (condition: SQL | undefined) => db.select({ id: guests.id }).from(guests).where(condition);
  const words = wordSearch(typed);
  const found = union(
    idsWhere(and(isNull(guests.erasedAt), like(guests.name, beginning(typed)))),
    idsWhere(words ? sql`match(${guests.name}) against (${words} in boolean mode)` : sql`false`),
    ...phonePrefixes(typed, region).map((prefix) => idsWhere(like(guests.phone, beginning(prefix)))),
  ).as('found');
  return db.select({ id: found.id }).from(found);
}
