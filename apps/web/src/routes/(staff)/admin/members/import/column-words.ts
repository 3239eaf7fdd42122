import { m } from '#lib/paraglide/messages.js';
import { memberLabels } from '../member-form.ts';

/** The columns of a members' file as the member's form calls them. */
const columnWords = (): Record<string, string> => ({
  ...memberLabels(),
  number: m.members_number(),
  status: m.members_status(),
});

/** What a column is called on the page. */
export const columnWord = (column: string): string => columnWords()[column] ?? column;
