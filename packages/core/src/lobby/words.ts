import type { Locale } from '../actor.ts';

/** Words of the poster. Those of the page it leads to are in the web app's message files. */
export const WORDS: Record<
  Locale,
  { title: string; question: string; scan: string; steps: readonly string[]; typed: string }
> = {
  id: {
    title: 'Poster lobi',
    question: 'Bagaimana kunjungan Anda?',
    scan: 'Pindai kode ini sebelum pulang. Satu menit saja.',
    steps: [
      'Arahkan kamera ponsel ke kode ini dan buka tautannya.',
      'Ketik nomor WhatsApp yang dipakai untuk janji temu.',
      'Beri satu sampai lima bintang.',
    ],
    typed: 'Atau ketik alamat ini di ponsel Anda:',
  },
  en: {
    title: 'Lobby poster',
    question: 'How was your visit?',
    scan: 'Scan this code before you leave. It takes one minute.',
    steps: [
      'Point your phone’s camera at this code and open the link.',
      'Type the WhatsApp number that the appointment was made with.',
      'Give one to five stars.',
    ],
    typed: 'Or type this address on your phone:',
  },
  fr: {
    title: 'Affiche d’accueil',
    question: 'Comment s’est passée votre visite ?',
    scan: 'Scannez ce code avant de partir. Une minute suffit.',
    steps: [
      'Visez ce code avec l’appareil photo de votre téléphone et ouvrez le lien.',
      'Saisissez le numéro WhatsApp donné pour le rendez-vous.',
      'Donnez de une à cinq étoiles.',
    ],
    typed: 'Ou tapez cette adresse sur votre téléphone :',
  },
};
