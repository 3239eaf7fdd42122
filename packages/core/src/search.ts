/** A LIKE pattern for text that contains what was typed, whose own `%` and `_` stand for themselves. */
export const containing = (typed: string): string => `%${typed.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
