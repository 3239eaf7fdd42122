import { parseKeyring, passUrl, signPass, type PassPicture } from '../src/index.ts';

const keyring = parseKeyring(`1:${Buffer.alloc(32, 'picture').toString('base64')}`);

export const PICTURE: PassPicture = {
  text: passUrl('https://sowan.sekolah.sch.id', signPass(keyring, { kind: 'appointment', id: 0xfeedn })),
  language: 'id',
  organisation: 'SMA Negeri 1 Yogyakarta',
  guest: 'Siti Nurhaliza ꦱꦸꦮꦂꦤꦶ',
  host: 'محمد عبد الله',
  date: 'Senin, 2 Maret 2026, 09.15 WIB',
  place: 'Ruang tamu, lantai 2',
};
