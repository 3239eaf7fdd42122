import { z } from 'zod';

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,([A-Za-z0-9+/]*={0,2})$/;

/** A file in a JSON body, `data:<type>;base64,<bytes>`; parsed into its type and bytes. */
export const dataUrl = z
  .string()
  .regex(DATA_URL, 'a data URL: data:<type>;base64,<bytes>')
  .transform((text) => {
    const [, mimetype = '', base64 = ''] = DATA_URL.exec(text) ?? [];
    return { mimetype, bytes: Buffer.from(base64, 'base64') };
  });
