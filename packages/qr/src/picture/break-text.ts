import type { TextBlock } from './wrap-text.ts';
import type { Weight } from './fonts.ts';

export interface TextBox {
  /** In pixels, or whatever unit sizes are in. */
  width: number;
  /** The largest in which no more than `maxLines` are needed is taken, else the last. */
  sizes: readonly number[];
  maxLines: number;
  weight: Weight;
}

/** Text of any script as lines of outlines. Shaper and fonts are loaded when first needed: servers that draw no text do without. */
export async function breakText(text: string, box: TextBox): Promise<TextBlock> {
  const { wrapText } = await import('./wrap-text.ts');
  return wrapText(text, box);
}
