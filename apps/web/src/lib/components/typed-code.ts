/**
 * Submits the code typed into a field. A second press while the same code is on its way sends nothing; the field is emptied once something
 * was learnt about the code, unless another has been typed meanwhile.
 */
export function typedCode(field: { typed: string }, onCode: (code: string) => Promise<boolean>): () => Promise<void> {
  const underWay = new Set<string>();
  return async () => {
    const code = field.typed.trim();
    if (!code || underWay.has(code)) return;
    underWay.add(code);
    try {
      if ((await onCode(code)) && field.typed.trim() === code) field.typed = '';
    } finally {
      underWay.delete(code);
    }
  };
}
