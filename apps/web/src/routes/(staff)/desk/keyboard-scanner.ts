/** A hand scanner types a whole code within this pause from key to key; people don't. */
const KEY_GAP_MS = 80;
const SHORTEST_CODE = 8;
/** Inside a field only what nobody types in one breath is taken for a scan: a pass has 40 characters and more. */
const SHORTEST_IN_FIELD = 32;

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'target' | 'preventDefault'>;
type TextField = HTMLInputElement | HTMLTextAreaElement;

interface KeyboardHandlers {
  onCode: (text: string) => void;
  /** A single key pressed by a person outside fields, `/`, `w`, … */
  onShortcut?: (key: string) => void;
}

/**
 * Collects what a USB or Bluetooth scanner types, wherever the focus is; a field that it has typed into gets back what it held before.
 * A pause or Enter ends a code, so consecutive scans never run together. A key that stands alone is a shortcut.
 * @param now clock in ms
 */
export function keyboardScanner({ onCode, onShortcut }: KeyboardHandlers, now: () => number = () => performance.now()) {
  let typed = '';
  let last = -Infinity;
  let before: { field: TextField; value: string } | null = null;
  let alone: ReturnType<typeof setTimeout> | undefined;

  const begin = (target: EventTarget | null) => {
    typed = '';
    const field = textField(target);
    before = field && { field, value: field.value };
  };

  return (event: Key): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const paused = now() - last > KEY_GAP_MS;
    last = now();
    clearTimeout(alone);
    if (paused) begin(event.target);
    if (event.key === 'Enter' || event.key === 'Tab') {
      if (typed.length < (isField(event.target) ? SHORTEST_IN_FIELD : SHORTEST_CODE)) return;
      // The Enter belongs to the scanner: it must not press whatever button has the focus.
      event.preventDefault();
      const code = typed;
      if (before) restore(before);
      begin(event.target);
      onCode(code);
    } else if (event.key.length === 1) {
      typed += event.key;
      if (onShortcut && paused && !isField(event.target)) alone = setTimeout(() => onShortcut(event.key), KEY_GAP_MS);
    }
  };
}

const tagOf = (target: EventTarget | null) => (target as { tagName?: string } | null)?.tagName;

function isField(target: EventTarget | null): boolean {
  const tag = tagOf(target);
  return tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT';
}

function textField(target: EventTarget | null): TextField | null {
  const tag = tagOf(target);
  return tag === 'INPUT' || tag === 'TEXTAREA' ? (target as TextField) : null;
}

function restore({ field, value }: { field: TextField; value: string }): void {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
