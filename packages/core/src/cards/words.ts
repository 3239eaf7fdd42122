import type { Locale } from '../actor.ts';
import type { CardFacts } from './facts.ts';

export interface CardWords {
  title: string;
  number: string;
  name: string;
  type: string;
  memberSince: string;
  validUntil: string;
  instructions: string;
  steps: readonly string[];
  security: string;
  /** Whom to ask; the address follows where there is one. */
  contact: (organisation: string) => string;
  /** Between a label and what it names. */
  colon: string;
  qrOf: (number: string) => string;
  unsubscribe: string;
}

/** Words on and around a membership card. */
export const CARD_WORDS: Record<Locale, CardWords> = {
  id: {
    title: 'Kartu anggota',
    number: 'Nomor anggota',
    name: 'Nama',
    type: 'Jenis keanggotaan',
    memberSince: 'Anggota sejak',
    validUntil: 'Berlaku sampai',
    instructions: 'Cara memakai kartu',
    steps: [
      'Simpan gambar terlampir di ponsel Anda, atau cetak.',
      'Tunjukkan kode QR di pintu masuk; petugas akan memindainya.',
      'Terangkan layar ponsel agar kode mudah terbaca.',
    ],
    security:
      'Kode ini hanya berlaku untuk Anda. Jangan dibagikan atau diunggah ke media sosial. Bila kartu hilang atau disalahgunakan, beri tahu kami: kartu lama kami batalkan dan Anda mendapat yang baru.',
    contact: (organisation) => `Ada pertanyaan? Hubungi ${organisation}`,
    colon: ': ',
    qrOf: (number) => `Kode QR kartu anggota ${number}`,
    unsubscribe: 'Berhenti menerima surel massal',
  },
  en: {
    title: 'Membership card',
    number: 'Member number',
    name: 'Name',
    type: 'Membership',
    memberSince: 'Member since',
    validUntil: 'Valid until',
    instructions: 'How to use your card',
    steps: [
      'Save the attached picture on your phone, or print it.',
      'Show the QR code at the entrance, where it is scanned.',
      'Turn up the brightness of your screen so that it reads easily.',
    ],
    security:
      'This code stands for you alone. Please do not share it or post it online. If your card is lost or misused, tell us: we cancel the old one and send you a new one.',
    contact: (organisation) => `Questions? Contact ${organisation}`,
    colon: ': ',
    qrOf: (number) => `QR code of membership card ${number}`,
    unsubscribe: 'Unsubscribe from bulk mail',
  },
  fr: {
    title: 'Carte de membre',
    number: 'Numéro de membre',
    name: 'Nom',
    type: 'Adhésion',
    memberSince: 'Membre depuis',
    validUntil: 'Valable jusqu’au',
    instructions: 'Comment utiliser votre carte',
    steps: [
      'Enregistrez l’image jointe sur votre téléphone, ou imprimez-la.',
      'Présentez le code QR à l’entrée, où il sera scanné.',
      'Augmentez la luminosité de l’écran pour faciliter la lecture.',
    ],
    security:
      'Ce code vous est personnel. Ne le partagez pas et ne le publiez pas en ligne. En cas de perte ou d’abus, prévenez-nous : nous annulons l’ancienne carte et vous en envoyons une nouvelle.',
    contact: (organisation) => `Une question ? Contactez ${organisation}`,
    colon: ' : ',
    qrOf: (number) => `Code QR de la carte de membre ${number}`,
    unsubscribe: 'Se désabonner des envois groupés',
  },
};

const REGULAR: Record<Locale, string> = { id: 'Anggota biasa', en: 'Regular', fr: 'Ordinaire' };
const longDay = (language: string) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
/** Made once: they take longer to make than to use. */
const LONG_DAYS: Record<Locale, Intl.DateTimeFormat> = { id: longDay('id'), en: longDay('en-GB'), fr: longDay('fr') };
const dayInWords = (day: string, locale: Locale) => LONG_DAYS[locale].format(new Date(day));

export const typeInWords = (type: string, locale: Locale) => (type === 'regular' ? REGULAR[locale] : type);
export const lastDayInWords = (year: number, locale: Locale) => dayInWords(`${String(year)}-12-31`, locale);

/** The member's data as label and value, in the reader's language. */
export function cardRows(card: CardFacts, locale: Locale): [label: string, value: string][] {
  const words = CARD_WORDS[locale];
  return [
    [words.name, card.name],
    [words.number, card.number],
    [words.type, typeInWords(card.type, locale)],
    [words.memberSince, dayInWords(card.memberSince, locale)],
    [words.validUntil, lastDayInWords(card.year, locale)],
  ];
}
