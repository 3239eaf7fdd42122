import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const WIDTH = 640;
const HEIGHT = 480;
const CODE_SIZE = 340;
const FRAMES = 10;

/** Writes a film (YUV4MPEG2, the format of Chromium's fake camera) of a picture held before a camera, on grey. */
export async function filmOf(picture: Buffer, file: string): Promise<void> {
  const held = await sharp(picture).resize(CODE_SIZE, CODE_SIZE, { fit: 'inside' }).toBuffer();
  const { data: luma } = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#888888' } })
    .composite([{ input: held, gravity: 'centre' }])
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  const header = Buffer.from(`YUV4MPEG2 W${String(WIDTH)} H${String(HEIGHT)} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(file, Buffer.concat([header, ...Array.from({ length: FRAMES }, () => frame)]));
}
