import { z } from 'zod';
import { inTransaction, isDuplicateKey, schema, type Tx } from '@sowan/db';
import { authorise } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { readCsv } from '../csv.ts';
import { DomainError } from '../errors.ts';
import { readSettings } from '../settings/index.ts';
import { dayOf } from '../time.ts';
import {
  columnOf,
  IMPORT_COLUMNS,
  importRowSchema,
  type ImportColumn,
  type ImportDefaults,
  type ImportedMember,
} from './import-columns.ts';
import { identitiesOf, knownIdentities, type DuplicateOf } from './import-duplicates.ts';
import { serialOf } from './rules.ts';
import { passOver, takeNumbers } from './series.ts';

/** Rows that are looked at, and entered, together. */
const BATCH = 250;
const MOST_SHOWN = 500;

export const importMembersSchema = z.object({
  /** The file's text: a heading line, then a member a line; separated by comma, semicolon or tab. */
  csv: z.string().min(1, 'required').max(8_000_000, 'too_long'),
  /** Without it nothing is entered: the answer says what would be. */
  commit: z.boolean().default(false),
});

export interface ImportProblem {
  /** Line of the file, the heading being 1. */
  line: number;
  name: string;
  kind: 'error' | 'duplicate';
  /** A reason per column. */
  fields: Partial<Record<ImportColumn, string>>;
  duplicateOf: DuplicateOf | null;
}

export interface ImportReport {
  committed: boolean;
  total: number;
  /** Members entered, or that would be. */
  fresh: number;
  duplicates: number;
  errors: number;
  columns: ImportColumn[];
  /** Headings that mean nothing to us. */
  ignored: string[];
  /** The first of the rows that are left out. */
  problems: ImportProblem[];
}

type Row = { line: number; member: ImportedMember };
type ImportCtx = Pick<Ctx, 'db' | 'clock' | 'actor'>;

/**
 * Enters members from a file, or says what that would do. Every batch of rows is one transaction, and who is in the books already is left
 * out: an import that was cut off is resumed by giving the same file again. Throws INVALID `csv_malformed`, `csv_no_name`.
 */
export async function importMembers(ctx: ImportCtx, input: z.input<typeof importMembersSchema>): Promise<ImportReport> {
  authorise(ctx.actor, 'member.manage');
  const { csv, commit } = importMembersSchema.parse(input);
  const settings = await readSettings(ctx.db);
  const today = dayOf(ctx.clock.now(), settings.timeZone);
  const report: ImportReport = {
    ...{ committed: commit, total: 0, fresh: 0, duplicates: 0, errors: 0 },
    ...{ columns: [], ignored: [], problems: [] },
  };
  const seen = new Map<string, DuplicateOf>();
  for await (const rows of batches(csv, { ...settings, today }, report)) {
    if (!commit) {
      report.fresh += pickNew(rows, await knownIdentities(ctx.db, membersOf(rows)), seen, report).length;
      continue;
    }
    const now = ctx.clock.now();
    const before = structuredClone({ seen, report });
    const enterBatch = () =>
      inTransaction(ctx.db, async (tx) => {
        // A transaction that has to be run again starts from the same page.
        seen.clear();
        for (const [identity, of] of before.seen) seen.set(identity, of);
        Object.assign(report, structuredClone(before.report));
        const fresh = pickNew(rows, await knownIdentities(tx, membersOf(rows)), seen, report);
        await enter(tx, membersOf(fresh), now);
        if (fresh.length > 0) {
          await recordAudit(tx, ctx.actor, now, {
            action: 'member.imported',
            subject: { type: 'member', id: null },
            data: { members: fresh.length, firstLine: fresh[0]?.line },
          });
        }
        report.fresh += fresh.length;
      });
    await enterBatch().catch((error: unknown) => {
      // Somebody has entered one of them meanwhile: now that is seen.
      if (isDuplicateKey(error)) return enterBatch();
      throw error;
    });
  }
  return report;
}

const membersOf = (rows: Row[]) => rows.map(({ member }) => member);

/** The rows that are nobody yet, neither in the books nor further up in the file. */
function pickNew(
  rows: Row[],
  known: Map<string, DuplicateOf>,
  seen: Map<string, DuplicateOf>,
  report: ImportReport,
): Row[] {
  return rows.filter(({ line, member }) => {
    const identities = identitiesOf(member);
    const twin = identities.map((identity) => known.get(identity) ?? seen.get(identity)).find(Boolean);
    if (!twin) for (const identity of identities) seen.set(identity, { line });
    else {
      report.duplicates++;
      tell(report, { line, name: member.name, kind: 'duplicate', fields: {}, duplicateOf: twin });
    }
    return !twin;
  });
}

function tell(report: ImportReport, problem: ImportProblem): void {
  if (report.problems.length < MOST_SHOWN) report.problems.push(problem);
}

/** Inserts, numbering whoever has no number in the order of the file; years in order, so that two imports never wait for each other. */
async function enter(tx: Tx, members: ImportedMember[], now: Date): Promise<void> {
  if (members.length === 0) return;
  const yearOf = ({ memberSince }: ImportedMember) => Number(memberSince.slice(0, 4));
  const byYear = Map.groupBy(members, (member) => serialOf(member.number ?? '')?.year ?? yearOf(member));
  const numbers = new Map<ImportedMember, string>();
  for (const [year, group] of [...byYear].sort(([a], [b]) => a - b)) {
    const given = group.flatMap(({ number }) => serialOf(number ?? '')?.serial ?? []);
    if (given.length > 0) await passOver(tx, year, Math.max(...given));
    const unnumbered = group.filter(({ number }) => number === null);
    const taken = unnumbered.length > 0 ? await takeNumbers(tx, year, unnumbered.length) : [];
    unnumbered.forEach((member, i) => numbers.set(member, taken[i] ?? ''));
  }
  const rows = members.map((member) => ({
    ...member,
    number: member.number ?? numbers.get(member) ?? '',
    createdAt: now,
    updatedAt: now,
  }));
  await tx.insert(schema.members).values(rows);
}

/** The rows without a mistake, some hundred at a time; the others are told of on the way. */
async function* batches(csv: string, defaults: ImportDefaults, report: ImportReport): AsyncGenerator<Row[]> {
  const rowSchema = importRowSchema(defaults);
  let batch: Row[] = [];
  for await (const { cells, line } of records(csv, report)) {
    report.total++;
    const parsed = rowSchema.safeParse(cells);
    if (parsed.success) batch.push({ line, member: parsed.data });
    else {
      report.errors++;
      const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path[0], reasonOf(issue.message)]));
      tell(report, { line, name: cells.name, kind: 'error', fields, duplicateOf: null });
    }
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const reasonOf = (message: string) => (/^[a-z_]+$/.test(message) ? message : 'invalid');

type Cells = Record<ImportColumn, string>;

async function* records(csv: string, report: ImportReport): AsyncGenerator<{ cells: Cells; line: number }> {
  let columns: (ImportColumn | null)[] | null = null;
  for await (const { cells, line } of readCsv(csv)) {
    if (columns) {
      yield { cells: cellsOf(columns, cells), line };
      continue;
    }
    columns = cells.map(columnOf);
    if (!columns.includes('name')) break;
    report.columns = IMPORT_COLUMNS.filter((column) => columns?.includes(column));
    report.ignored = cells.filter((heading, i) => heading && columns?.[i] === null);
  }
  if (!columns?.includes('name')) throw new DomainError('INVALID', 'csv_no_name', { field: 'csv' });
}

function cellsOf(columns: (ImportColumn | null)[], record: string[]): Cells {
  const cells = Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, ''])) as Cells;
  columns.forEach((column, i) => {
    if (column) cells[column] = record[i] ?? '';
  });
  return cells;
}
