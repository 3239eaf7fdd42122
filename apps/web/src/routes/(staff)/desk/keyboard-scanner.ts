/** A hand scanner types a whole code within this pause from key to key; people don't. */
const KEY_GAP_MS = 80;
const SHORTEST_CODE = 8;

/**
 * Collects what a USB or Bluetooth scanner types, wherever the focus is (but not inside a field that is being typed in).
 * A pause or Enter ends a code, so consecutive scans never run together.
 * @param onCode called with each code
 * @param now clock in ms
 */
export function keyboardScanner(onCode: (text: string) => void, now: () => number = () => performance.now()) {
  let typed = '';
  let last = 0;
  return (event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'target' | 'preventDefault'>): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || isField(event.target)) return;
    if (now() - last > KEY_GAP_MS) typed = '';
    last = now();
    if (event.key === 'Enter' || event.key === 'Tab') {
      if (typed.length < SHORTEST_CODE) return;
      // The Enter belongs to the scanner: it must not press whatever button has the focus.
      event.preventDefault();
      const code = typed;
      typed = '';
      onCode(code);
    } else if (event.key.length === 1) typed += event.key;
  };
}

function isField(target: EventTarget | null): boolean {
  const name = (target as { tagName?: string } | null)?.tagName;
  return name === 'INPUT' || name === 'TEXTAREA' || name === 'SELECT';
}
