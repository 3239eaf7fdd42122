const literally = (typed: string): string => typed.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** A LIKE pattern for text that contains what was typed, whose own `%` and `_` stand for themselves. */
export const containing = (typed: string): string => `%${literally(typed)}%`;

/** The same for text that begins with it, which an index can find. */
export const beginning = (typed: string): string => `${literally(typed)}%`;
