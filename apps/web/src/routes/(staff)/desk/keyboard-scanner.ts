/** Longest pause between two keys of one code; a hand scanner takes a few ms, on a busy machine more. */
const CODE_GAP_MS = 250;
/** A key followed by none for this long stands alone. */
const ALONE_MS = 80;
const SHORTEST_CODE = 8;
/** Inside a field only what nobody types in one breath is taken for a scan: a pass has 40 characters and more, and no space. */
const CODE_IN_FIELD = /^\S{32,}$/;

type Key = Pick<KeyboardEvent, 'key' | 'timeStamp' | 'ctrlKey' | 'altKey' | 'metaKey' | 'target' | 'preventDefault'>;
type TextField = HTMLInputElement | HTMLTextAreaElement;

interface KeyboardHandlers {
  onCode: (text: string) => void;
  /** A single key pressed by a person outside fields, `/`, `w`, …; true when it meant something, and so begins no code. */
  onShortcut?: (key: string) => boolean;
}

/**
 * Collects what a USB or Bluetooth scanner types, wherever the focus is; a field that it has typed into gets back what it held before.
 * A pause or Enter ends a code, so consecutive scans never run together. A key that stands alone is a shortcut.
 */
export function keyboardScanner({ onCode, onShortcut }: KeyboardHandlers) {
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
    const ends = event.key === 'Enter' || event.key === 'Tab';
    if (event.ctrlKey || event.altKey || event.metaKey || (event.key.length > 1 && !ends)) return;
    // When the key was pressed, not when this page came to hear of it.
    const gap = event.timeStamp - last;
    last = event.timeStamp;
    clearTimeout(alone);
    if (gap > CODE_GAP_MS) begin(event.target);
    if (ends) {
      last = -Infinity;
      if (isField(event.target) ? !CODE_IN_FIELD.test(typed) : typed.length < SHORTEST_CODE) return;
      // The Enter belongs to the scanner: it must not press whatever button has the focus.
      event.preventDefault();
      const code = typed;
      if (before) restore(before);
      typed = '';
      onCode(code);
    } else {
      typed += event.key;
      if (onShortcut && gap > ALONE_MS && !isField(event.target))
        alone = setTimeout(() => {
          if (onShortcut(event.key)) typed = '';
        }, ALONE_MS);
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
