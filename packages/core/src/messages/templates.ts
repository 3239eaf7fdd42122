import { eq } from 'drizzle-orm';
import { schema, type Db, type Tx } from '@sowan/db';
import type { Locale } from '../actor.ts';
import { STAFF_TEMPLATES, type StaffTemplateKind } from './staff-templates.ts';

export type TemplateKind =
  'pass' | 'rescheduled' | 'handed_over' | 'cancelled' | 'feedback' | 'card' | 'portal_link' | StaffTemplateKind;

export interface Template {
  subject: string;
  body: string;
}

/**
 * The words we ship. `{name}` is replaced by the value of that name; a school's own words may use the names that are used
 * here. Short, the school first, then what the picture is.
 */
export const TEMPLATES: Record<TemplateKind, Record<Locale, Template>> = {
  ...STAFF_TEMPLATES,
  pass: {
    id: {
      subject: 'Kode masuk untuk janji temu Anda di {organisation}',
      body: '{organisation}\n\nHalo {guest}, janji temu Anda dengan {host}:\n{when}\n{place}\nKeperluan: {purpose}\n\nKode QR ini adalah tanda masuk Anda. Tunjukkan kepada penerima tamu saat tiba.\n{link}',
    },
    en: {
      subject: 'Your pass for {organisation}',
      body: '{organisation}\n\nHello {guest}, your appointment with {host}:\n{when}\n{place}\nAbout: {purpose}\n\nThe QR code is your pass. Show it at the reception when you arrive.\n{link}',
    },
    fr: {
      subject: 'Votre laissez-passer pour {organisation}',
      body: '{organisation}\n\nBonjour {guest}, votre rendez-vous avec {host} :\n{when}\n{place}\nObjet : {purpose}\n\nLe code QR est votre laissez-passer. Présentez-le à l’accueil en arrivant.\n{link}',
    },
  },
  rescheduled: {
    id: {
      subject: 'Janji temu Anda di {organisation} berubah waktu',
      body: '{organisation}\n\nHalo {guest}, waktu janji temu Anda dengan {host} berubah menjadi:\n{when}\n{place}\nKeperluan: {purpose}\n\nKode QR Anda tetap berlaku. Tunjukkan kepada penerima tamu saat tiba.\n{link}',
    },
    en: {
      subject: 'New time for your appointment at {organisation}',
      body: '{organisation}\n\nHello {guest}, your appointment with {host} has been moved to:\n{when}\n{place}\nAbout: {purpose}\n\nYour QR code stays valid. Show it at the reception when you arrive.\n{link}',
    },
    fr: {
      subject: 'Votre rendez-vous à {organisation} est déplacé',
      body: '{organisation}\n\nBonjour {guest}, votre rendez-vous avec {host} est déplacé au :\n{when}\n{place}\nObjet : {purpose}\n\nVotre code QR reste valable. Présentez-le à l’accueil en arrivant.\n{link}',
    },
  },
  handed_over: {
    id: {
      subject: 'Janji temu Anda di {organisation}: Anda akan ditemui {host}',
      body: '{organisation}\n\nHalo {guest}, pada janji temu Anda ({when}) Anda akan ditemui oleh {host}.\n\nKode QR Anda tetap berlaku.\n{link}',
    },
    en: {
      subject: 'Your appointment at {organisation}: {host} will see you',
      body: '{organisation}\n\nHello {guest}, at your appointment ({when}) you will be received by {host}.\n\nYour QR code stays valid.\n{link}',
    },
    fr: {
      subject: 'Votre rendez-vous à {organisation} : {host} vous recevra',
      body: '{organisation}\n\nBonjour {guest}, lors de votre rendez-vous ({when}), vous serez reçu par {host}.\n\nVotre code QR reste valable.\n{link}',
    },
  },
  cancelled: {
    id: {
      subject: 'Janji temu di {organisation} dibatalkan',
      body: '{organisation}\n\nHalo {guest}, janji temu Anda dengan {host} pada {when} dibatalkan. Kode masuk yang lama tidak berlaku lagi.',
    },
    en: {
      subject: 'Your appointment at {organisation} was cancelled',
      body: '{organisation}\n\nHello {guest}, your appointment with {host} on {when} was cancelled. The pass you have is no longer valid.',
    },
    fr: {
      subject: 'Votre rendez-vous à {organisation} est annulé',
      body: '{organisation}\n\nBonjour {guest}, votre rendez-vous avec {host} le {when} est annulé. Votre laissez-passer n’est plus valable.',
    },
  },
  feedback: {
    id: {
      subject: 'Bagaimana kunjungan Anda ke {organisation}?',
      body: '{organisation}\n\nTerima kasih atas kunjungan Anda, {guest}. Bagaimana pertemuan dengan {host}? Satu menit saja:\n{link}',
    },
    en: {
      subject: 'How was your visit to {organisation}?',
      body: '{organisation}\n\nThank you for your visit, {guest}. How was your meeting with {host}? It takes one minute:\n{link}',
    },
    fr: {
      subject: 'Comment s’est passée votre visite à {organisation} ?',
      body: '{organisation}\n\nMerci de votre visite, {guest}. Comment s’est passé votre rendez-vous avec {host} ? Une minute suffit :\n{link}',
    },
  },
  portal_link: {
    id: {
      subject: 'Kata sandi Anda untuk melihat janji temu di {organisation}',
      body: '{organisation}\n\nHalo {guest}, buka tautan ini untuk membuat kata sandi dan melihat janji temu Anda. Tautan berlaku satu kali, selama {minutes} menit:\n{secret}\n\nBila bukan Anda yang memintanya, abaikan pesan ini.',
    },
    en: {
      subject: 'Your password for your appointments at {organisation}',
      body: '{organisation}\n\nHello {guest}, open this link to choose a password and see your appointments. It works once, for {minutes} minutes:\n{secret}\n\nIf it was not you who asked for it, leave this message alone.',
    },
    fr: {
      subject: 'Votre mot de passe pour vos rendez-vous à {organisation}',
      body: '{organisation}\n\nBonjour {guest}, ouvrez ce lien pour choisir un mot de passe et voir vos rendez-vous. Il sert une seule fois, pendant {minutes} minutes :\n{secret}\n\nSi vous n’avez rien demandé, ignorez ce message.',
    },
  },
  card: {
    id: {
      subject: 'Kartu anggota {organisation} {year} Anda',
      body: '{organisation}\n\nHalo {member}, ini kartu anggota Anda untuk tahun {year}.\nNomor anggota: {number}\n\nTunjukkan kode QR ini di pintu masuk. Kartu ini milik Anda pribadi: jangan diteruskan kepada orang lain.\n{link}',
    },
    en: {
      subject: 'Your {organisation} membership card {year}',
      body: '{organisation}\n\nHello {member}, this is your membership card for {year}.\nMember number: {number}\n\nShow the QR code at the entrance. The card is yours alone: please do not pass it on.\n{link}',
    },
    fr: {
      subject: 'Votre carte de membre {organisation} {year}',
      body: '{organisation}\n\nBonjour {member}, voici votre carte de membre pour {year}.\nNuméro de membre : {number}\n\nPrésentez le code QR à l’entrée. Cette carte est personnelle : ne la transmettez à personne.\n{link}',
    },
  },
};

const STOP_HINT: Record<Locale, string> = {
  id: 'Balas STOP untuk berhenti menerima pesan WhatsApp.',
  en: 'Reply STOP to end WhatsApp messages.',
  fr: 'Répondez STOP pour ne plus recevoir de messages WhatsApp.',
};

/** Words of a message in the reader's language: the school's own, or those we ship. */
export async function wordMessage(
  db: Db | Tx,
  channel: 'whatsapp' | 'email',
  kind: TemplateKind,
  locale: Locale,
  values: Record<string, string>,
): Promise<Template> {
  return (await wordsOf(db, kind))(channel, locale, values);
}

export type Words = (channel: 'whatsapp' | 'email', locale: Locale, values: Record<string, string>) => Template;

/** `wordMessage` for many messages of a kind, with one look at the school's own templates. */
export async function wordsOf(db: Db | Tx, kind: TemplateKind): Promise<Words> {
  const own = await db.query.messageTemplates.findMany({
    where: eq(schema.messageTemplates.kind, kind),
    columns: { locale: true, subject: true, body: true },
  });
  return (channel, locale, values) => {
    // How to stop is said to guests only: staff choose in their account.
    const hinted = kind in STAFF_TEMPLATES ? 'email' : channel;
    const template = own.find((row) => row.locale === locale) ?? TEMPLATES[kind][locale];
    return renderTemplate(hinted, template, locale, values);
  };
}

/**
 * Fills a template in; WhatsApp texts end by saying how to stop them. A name without a value stays as it is written; a line that
 * is nothing but an empty value goes.
 */
export function renderTemplate(
  channel: 'whatsapp' | 'email',
  template: Template,
  locale: Locale,
  values: Record<string, string>,
): Template {
  const fill = (text: string) =>
    text
      .replaceAll(/^\{(\w+)\}\n/gm, (line, key: string) => (values[key] === '' ? '' : line))
      .replaceAll(/\{(\w+)\}/g, (name, key: string) => values[key] ?? name);
  const body = fill(template.body);
  return {
    subject: fill(template.subject),
    body: channel === 'whatsapp' ? `${body}\n\n${STOP_HINT[locale]}` : body,
  };
}

/** True for the answer that ends messages, in any language the hint is given in. */
export const isStopRequest = (text: string): boolean => /^\s*stop[\s.!]*$/i.test(text);

/** True for the answer that begins them again. */
export const isResumeRequest = (text: string): boolean => /^\s*(?:mulai|start|reprendre)[\s.!]*$/i.test(text);

/** The day before the month, whoever reads. */
const DATE_LANGUAGE: Record<Locale, string> = { id: 'id', en: 'en-GB', fr: 'fr' };

/** A date and time in words of the reader, in the school's zone: "Senin, 23 November 2026 pukul 09.15". */
export function inWords(instant: Date, locale: Locale, timeZone: string): string {
  const language = DATE_LANGUAGE[locale];
  const zone = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' });
  const name = zone.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const words = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(instant);
  return `${words} ${name}`.trim();
}
