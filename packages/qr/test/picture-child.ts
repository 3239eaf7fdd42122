/** A process of its own that draws a picture and prints its hash. */
import { createHash } from 'node:crypto';
import { renderPassPicture } from '../src/index.ts';
import { PICTURE } from './pictures.ts';

const picture = await renderPassPicture(PICTURE);
process.stdout.write(createHash('sha256').update(picture).digest('hex'));
