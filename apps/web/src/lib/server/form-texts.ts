/** The text fields of a posted form by their names; one that is missing, or a file, is empty. */
export function formTexts<N extends string>(form: FormData, names: readonly N[]): Record<N, string> {
  const textOf = (name: N) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  return Object.fromEntries(names.map((name) => [name, textOf(name)])) as Record<N, string>;
}
