import { describe, expect, test, vi } from 'vitest';
import { keyboardScanner } from '../src/routes/(staff)/desk/keyboard-scanner.ts';
import { newInView } from '../src/lib/repeats.ts';

const CODE = 'HTTPS://TAMU.EXAMPLE.ORG/P/ABCDEFGH';

type Field = EventTarget & { value: string };
const fieldWith = (value: string) => ({ tagName: 'INPUT', value, dispatchEvent: vi.fn() }) as unknown as Field;

function scanner() {
  const codes: string[] = [];
  const shortcuts: string[] = [];
  let time = 0;
  const hear = keyboardScanner({ onCode: (code) => codes.push(code), onShortcut: (key) => shortcuts.push(key) > 0 });
  const press = (key: string, options: { after?: number; field?: Field; ctrlKey?: boolean } = {}) => {
    time += options.after ?? 5;
    const preventDefault = vi.fn();
    const target = options.field ?? null;
    hear({
      key,
      timeStamp: time,
      ctrlKey: options.ctrlKey ?? false,
      altKey: false,
      metaKey: false,
      target,
      preventDefault,
    });
    return preventDefault;
  };
  const type = (text: string) => [...text].forEach((key) => press(key));
  return { codes, shortcuts, press, type };
}

describe('a hand scanner that types', () => {
  test('gives one code an Enter, and consecutive scans never run together', () => {
    const { codes, type, press } = scanner();
    type(CODE);
    press('Enter');
    type('0123456789');
    press('Enter');
    expect(codes).toEqual([CODE, '0123456789']);
  });

  test('a code broken off by a pause is not glued to the next one', () => {
    const { codes, type, press } = scanner();
    type('HTTPS://TAMU');
    press('H', { after: 500 });
    type(CODE.slice(1));
    press('Enter');
    expect(codes).toEqual([CODE]);
  });

  test("the scanner's Enter presses no button, a person's does", () => {
    const { type, press } = scanner();
    type(CODE);
    expect(press('Enter')).toHaveBeenCalled();
    expect(press('Enter', { after: 1000 })).not.toHaveBeenCalled();
  });

  test('what a person types into a field, or with Ctrl, is not a scan', () => {
    const { codes, press } = scanner();
    const field = fieldWith('');
    for (const key of `${CODE}${CODE}`) press(key, { field, after: 300 });
    press('Enter', { field });
    for (const key of 'Siti Aminah') press(key, { field });
    press('Enter', { field });
    for (const key of CODE) press(key, { ctrlKey: true });
    press('Enter');
    expect(codes).toEqual([]);
  });

  test('a scanner that types into a field is heard all the same, and the field gets back what it held', () => {
    const { codes, press } = scanner();
    const field = fieldWith('Pak Jok');
    press('o', { field, after: 500 });
    field.value = 'Pak Joko';
    for (const [i, key] of [...CODE].entries()) {
      press(key, { field, after: i === 0 ? 500 : 5 });
      field.value += key;
    }
    expect(press('Enter', { field })).toHaveBeenCalled();
    expect(codes).toEqual([CODE]);
    expect(field.value).toBe('Pak Joko');
    expect(field.dispatchEvent).toHaveBeenCalled();
  });

  test('a key that stands alone is a shortcut, those of a code are none', () => {
    vi.useFakeTimers();
    const { shortcuts, press, type } = scanner();
    press('w', { after: 500 });
    vi.advanceTimersByTime(100);
    expect(shortcuts).toEqual(['w']);
    press('/', { after: 500 });
    type(CODE);
    press('Enter');
    press('u', { after: 500, field: fieldWith('') });
    vi.advanceTimersByTime(1000);
    expect(shortcuts).toEqual(['w']);
    vi.useRealTimers();
  });
});

test('a shortcut just before a scan is no part of the code', () => {
  vi.useFakeTimers();
  const { codes, press, type } = scanner();
  press('u', { after: 500 });
  vi.advanceTimersByTime(100);
  press(CODE.charAt(0), { after: 100 });
  type(CODE.slice(1));
  press('Enter');
  expect(codes).toEqual([CODE]);
  vi.useRealTimers();
});

test('a pass held still before the camera counts once, and again when it comes back', () => {
  let time = 0;
  const isNew = newInView(() => time);
  expect(isNew('A')).toBe(true);
  for (time = 100; time < 20_000; time += 100) expect(isNew('A')).toBe(false);
  expect(isNew('B')).toBe(true);
  expect(isNew('A')).toBe(true);
  time += 10_000;
  expect(isNew('A')).toBe(true);
});
