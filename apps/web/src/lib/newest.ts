/**
 * Questions of which only the newest answer counts: live news asks again and again, and answers may overtake each other.
 * @returns asks about `key`; null when a newer question about it went out before the answer came
 */
export function newestOnly(): <T>(key: number, ask: () => Promise<T>) => Promise<T | null> {
  const turns = new Map<number, number>();
  return async (key, ask) => {
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    const answer = await ask();
    return turns.get(key) === turn ? answer : null;
  };
}
