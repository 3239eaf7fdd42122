import { z } from 'zod';
import { emailSchema } from '../email.ts';
import { isPhoneRegion } from '../phone.ts';

/** Any name a browser may report: `Intl.supportedValuesOf` lists one spelling only (Asia/Calcutta, not Asia/Kolkata). */
const timeZone = z.string().refine(isTimeZone, 'time_zone_unknown');

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const isHttpsLink = (text: string) => URL.parse(text)?.protocol === 'https:';

/** Every setting with its default: what a school gets before it has changed anything. */
export const settingsSchema = z.object({
  organisationName: z.string().trim().min(1).max(80).default('Sekolah'),
  timeZone: timeZone.default('Asia/Jakarta'),
  locale: z.enum(['id', 'en', 'fr']).default('id'),
  /** Where guests come to, as it is written on an envelope; empty while nobody has said. */
  address: z
    .string()
    .max(200, 'too_long')
    .overwrite((text) => text.replaceAll(/\s+/g, ' ').trim())
    .default(''),
  /** The same place on a map: an https address, or empty. */
  mapLink: z
    .string()
    .trim()
    .max(500, 'too_long')
    .refine((text) => text === '' || isHttpsLink(text), 'map_link_invalid')
    .overwrite((text) => URL.parse(text)?.href ?? text)
    .default(''),
  /** How to find the office from the gate. */
  directions: z.string().trim().max(300, 'too_long').default(''),
  /** ISO 3166-1 region that a phone number without country code belongs to. */
  phoneRegion: z.string().toUpperCase().refine(isPhoneRegion, 'invalid').default('ID'),
  /** Minutes after the agreed time from which a guest counts as late. */
  graceMinutes: z.int().min(0).max(240).default(10),
  /** How many months ahead an appointment may lie. */
  bookingMonthsAhead: z.int().min(1).max(24).default(2),
  /** Minutes that must lie between booking and the appointment. */
  bookingLeadMinutes: z.int().min(0).max(10_080).default(0),
  /** ISO 8601 days of the week on which the school is closed: 1 is Monday, 7 Sunday. */
  closedWeekdays: z
    .array(z.int().min(1).max(7))
    .max(6, 'too_many')
    .overwrite((days) => [...new Set(days)].sort())
    .default([]),
  /** Minutes after which the desk is told that a host has not reacted to an arrival; 0: never. */
  escalationMinutes: z.int().min(0).max(240).default(5),
  /** Messages a minute that a run of membership cards may write: more, and mail servers take them for spam. */
  cardsPerMinute: z.int().min(1).max(600_000).default(300),
  /** Months after which finished appointments are archived. */
  archiveMonths: z.int().min(1).max(120).default(12),
  /** Days after which a notification that was read is deleted. */
  notificationDays: z.int().min(1).max(365).default(30),
  /** Days for which nightly backups are kept. */
  backupDays: z.int().min(1).max(365).default(30),
  /** Which reports of visits are mailed, and to whom. */
  reportEvery: z
    .array(z.enum(['daily', 'weekly', 'monthly']))
    .overwrite((periods) => [...new Set(periods)].sort())
    .default([]),
  reportRecipients: z
    .array(emailSchema)
    .max(20, 'too_many')
    .overwrite((addresses) => [...new Set(addresses)])
    .default([]),
  /** The version of WhatsApp Web that all sessions announce, such as 2.3000.1043857760; empty for the one the gateway brings along. */
  waClientVersion: z
    .string()
    .trim()
    .regex(/^(\d{1,5}\.\d{1,5}\.\d{1,12})?$/, 'client_version_invalid')
    .default(''),
  /** Changes with the logo; empty while there is none. Set by the logo's own verbs. */
  logoVersion: z.string().max(20).default(''),
});

export type Settings = z.infer<typeof settingsSchema>;

const { logoVersion: _ownVerbs, ...changeable } = settingsSchema.shape;
type Changeable = typeof changeable;

/** What is given is changed. Without the defaults: in a change they would set everything back that it does not name. */
export const settingsUpdateSchema = z.object(
  Object.fromEntries(Object.entries(changeable).map(([name, field]) => [name, field.unwrap().optional()])) as {
    [Name in keyof Changeable]: z.ZodOptional<ReturnType<Changeable[Name]['unwrap']>>;
  },
);
