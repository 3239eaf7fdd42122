import type { TextBlock, TextBox } from './wrap-text.ts';

/** Text of any script as lines of outlines. Shaper and fonts are loaded when first needed: servers that draw no text do without. */
export async function breakText(text: string, box: TextBox): Promise<TextBlock> {
  const { wrapText } = await import('./wrap-text.ts');
  return wrapText(text, box);
}
