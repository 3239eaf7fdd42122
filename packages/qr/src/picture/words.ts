export type PictureLanguage = 'id' | 'en' | 'fr';

/** What the picture says besides the names. */
export const PICTURE_WORDS: Record<
  PictureLanguage,
  { title: string; host: string; when: string; place: string; hint: string }
> = {
  id: {
    title: 'Kartu tamu',
    host: 'Bertemu dengan',
    when: 'Waktu',
    place: 'Tempat',
    hint: 'Tunjukkan kode ini kepada penerima tamu.',
  },
  en: {
    title: 'Guest pass',
    host: 'To meet',
    when: 'When',
    place: 'Where',
    hint: 'Show this code at the reception.',
  },
  fr: {
    title: 'Laissez-passer',
    host: 'Pour rencontrer',
    when: 'Quand',
    place: 'Où',
    hint: 'Présentez ce code à l’accueil.',
  },
};
