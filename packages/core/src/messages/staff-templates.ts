import type { Locale } from '../actor.ts';

export type StaffTemplateKind = 'temporary_password' | 'password_link' | 'password_changed' | 'arrival';

/** What the staff is written: about its own accounts, and to hosts who want it, that a guest has come. `{secret}` is filled in as the mail leaves and kept nowhere else. */
export const STAFF_TEMPLATES: Record<StaffTemplateKind, Record<Locale, { subject: string; body: string }>> = {
  temporary_password: {
    id: {
      subject: 'Akun Anda di {organisation}',
      body: '{organisation}\n\nHalo {name}, akun buku tamu Anda sudah siap. Masuk dengan alamat e-mail ini dan kata sandi sementara:\n{secret}\n\nAnda akan diminta membuat kata sandi sendiri. Kata sandi sementara ini berlaku sampai {until}.\n{link}',
    },
    en: {
      subject: 'Your account at {organisation}',
      body: '{organisation}\n\nHello {name}, your account for the guest book is ready. Log in with this e-mail address and the temporary password:\n{secret}\n\nYou will be asked to choose a password of your own. The temporary one works until {until}.\n{link}',
    },
    fr: {
      subject: 'Votre compte à {organisation}',
      body: '{organisation}\n\nBonjour {name}, votre compte pour le livre d’accueil est prêt. Connectez-vous avec cette adresse e-mail et le mot de passe provisoire :\n{secret}\n\nIl vous sera demandé d’en choisir un vous-même. Le mot de passe provisoire est valable jusqu’au {until}.\n{link}',
    },
  },
  password_link: {
    id: {
      subject: 'Kata sandi baru untuk {organisation}',
      body: '{organisation}\n\nHalo {name}, buka tautan ini untuk membuat kata sandi baru. Tautan berlaku satu kali, selama {minutes} menit:\n{secret}\n\nBila bukan Anda yang memintanya, abaikan pesan ini: kata sandi Anda tetap sama.',
    },
    en: {
      subject: 'A new password for {organisation}',
      body: '{organisation}\n\nHello {name}, open this link to choose a new password. It works once, for {minutes} minutes:\n{secret}\n\nIf it was not you who asked for it, leave this message alone: your password stays as it is.',
    },
    fr: {
      subject: 'Nouveau mot de passe pour {organisation}',
      body: '{organisation}\n\nBonjour {name}, ouvrez ce lien pour choisir un nouveau mot de passe. Il sert une seule fois, pendant {minutes} minutes :\n{secret}\n\nSi vous n’avez rien demandé, ignorez ce message : votre mot de passe reste le même.',
    },
  },
  password_changed: {
    id: {
      subject: 'Kata sandi Anda di {organisation} sudah diganti',
      body: '{organisation}\n\nHalo {name}, kata sandi akun Anda diganti pada {when}. Bila bukan Anda yang menggantinya, segera hubungi kantor sekolah.',
    },
    en: {
      subject: 'Your password at {organisation} was changed',
      body: '{organisation}\n\nHello {name}, the password of your account was changed on {when}. If it was not you, tell the school office at once.',
    },
    fr: {
      subject: 'Votre mot de passe à {organisation} a été changé',
      body: '{organisation}\n\nBonjour {name}, le mot de passe de votre compte a été changé le {when}. Si ce n’est pas vous, prévenez tout de suite le secrétariat.',
    },
  },
  arrival: {
    id: {
      subject: 'Tamu Anda sudah tiba di {organisation}',
      body: '{organisation}\n\n{guest} sudah tiba dan menunggu Anda ({desk}).\nKeperluan: {purpose}',
    },
    en: {
      subject: 'Your guest has arrived at {organisation}',
      body: '{organisation}\n\n{guest} has arrived and is waiting for you ({desk}).\nAbout: {purpose}',
    },
    fr: {
      subject: 'Votre visiteur est arrivé à {organisation}',
      body: '{organisation}\n\n{guest} est arrivé et vous attend ({desk}).\nObjet : {purpose}',
    },
  },
};
