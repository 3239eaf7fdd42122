import sharp from 'sharp';
import { renderPng } from '../render/render-png.ts';

export type PictureLanguage = 'id' | 'en' | 'fr';

/** What the WhatsApp picture of a pass says. Texts are shown as they are, in any script. */
export interface PassPicture {
  /** What the code carries: the pass URL. */
  text: string;
  language: PictureLanguage;
  organisation: string;
  /** PNG, JPEG, WebP or SVG bytes. */
  logo?: Buffer;
  guest: string;
  host: string;
  /** Already formatted for the reader, in the school's time zone. */
  date: string;
  place?: string;
}

/** The picture that goes out by WhatsApp: a PNG, 1080 pixels wide. */
export async function renderPassPicture(picture: PassPicture): Promise<Buffer> {
  const code = renderPng(picture.text, { size: 800 });
  const base = sharp({ create: { width: 1080, height: 1440, channels: 3, background: '#ffffff' } });
  return base
    .composite([{ input: code, left: 140, top: 200 }])
    .png()
    .toBuffer();
}
