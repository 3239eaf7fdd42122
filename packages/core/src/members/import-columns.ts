import { z } from 'zod';
import { emailSchema } from '../email.ts';
import { toE164 } from '../phone.ts';
import type { Locale } from '../actor.ts';
import type { MemberStatus } from './rules.ts';

/** What a column's heading may be, without accents, capitals and signs. */
const HEADINGS = {
  number: ['number', 'membernumber', 'no', 'nomor', 'noanggota', 'nomoranggota', 'numero', 'numerodemembre'],
  name: ['name', 'fullname', 'nama', 'namalengkap', 'nom', 'nomcomplet'],
  email: ['email', 'emailaddress', 'surel', 'alamatemail', 'courriel', 'adresseemail'],
  phone: [
    'phone',
    'phonenumber',
    'mobile',
    'whatsapp',
    'telepon',
    'notelepon',
    'nomortelepon',
    'hp',
    'nohp',
    'telephone',
  ],
  type: ['type', 'membertype', 'jenis', 'jeniskeanggotaan', 'categorie'],
  status: ['status', 'statut'],
  locale: ['locale', 'language', 'bahasa', 'langue'],
  memberSince: ['membersince', 'since', 'joined', 'sejak', 'anggotasejak', 'bergabung', 'depuis', 'membredepuis'],
} as const;

export type ImportColumn = keyof typeof HEADINGS;
export const IMPORT_COLUMNS = Object.keys(HEADINGS) as ImportColumn[];

const plain = (heading: string) =>
  heading
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');

/** Which of our columns a heading names, or null. */
export const columnOf = (heading: string): ImportColumn | null =>
  IMPORT_COLUMNS.find((column) => (HEADINGS[column] as readonly string[]).includes(plain(heading))) ?? null;

const STATUS_WORDS: Record<MemberStatus, string[]> = {
  pending: ['pending', 'menunggu', 'enattente', ''],
  active: ['active', 'aktif', 'actif', 'membreactif'],
  inactive: ['inactive', 'nonaktif', 'tidakaktif', 'inactif'],
};
const LOCALE_WORDS: Record<Locale, string[]> = {
  id: ['id', 'indonesia', 'indonesian', 'indonesien', 'bahasaindonesia'],
  en: ['en', 'english', 'inggris', 'anglais'],
  fr: ['fr', 'francais', 'french', 'prancis', 'perancis'],
};

const wordOf = <T extends string>(words: Record<T, string[]>, typed: string): T | undefined =>
  (Object.keys(words) as T[]).find((key) => words[key].includes(plain(typed)));

/** `2025-01-15`, or day first as in Indonesia and France: 15/01/2025, 15.1.2025. */
function dayIn(typed: string): string {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed) ?? [];
  return year && month && day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : typed;
}

export interface ImportDefaults {
  locale: Locale;
  /** A calendar day. */
  today: string;
  phoneRegion: string;
}

const blank = (typed: string) => (typed === '' ? null : typed);

/** A row as it would be stored; each issue's message is a reason, its path the column. */
export const importRowSchema = ({ locale, today, phoneRegion }: ImportDefaults) =>
  z.object({
    number: z
      .string()
      .refine((typed) => /^[\w./-]{0,32}$/.test(typed), { error: 'member_number_invalid' })
      .transform(blank),
    name: z.string().min(1, 'required').max(120, 'too_long'),
    email: z.string().transform(blank).pipe(emailSchema.nullable()),
    phone: z.string().transform((typed, issues) => {
      const phone = typed === '' ? null : toE164(typed, phoneRegion);
      if (typed !== '' && !phone) issues.addIssue({ code: 'custom', message: 'phone_invalid' });
      return phone;
    }),
    type: z
      .string()
      .max(40, 'too_long')
      .transform((typed) => typed || 'regular'),
    status: z.string().transform((typed, issues): MemberStatus => {
      const status = wordOf(STATUS_WORDS, typed);
      if (!status) issues.addIssue({ code: 'custom', message: 'invalid' });
      return status ?? 'pending';
    }),
    locale: z.string().transform((typed, issues): Locale => {
      const known = typed === '' ? locale : wordOf(LOCALE_WORDS, typed);
      if (!known) issues.addIssue({ code: 'custom', message: 'invalid' });
      return known ?? locale;
    }),
    memberSince: z
      .string()
      .transform((typed) => (typed === '' ? today : dayIn(typed)))
      .pipe(z.iso.date('date_invalid')),
  });
export type ImportedMember = z.output<ReturnType<typeof importRowSchema>>;
