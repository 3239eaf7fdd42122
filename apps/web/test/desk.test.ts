import { describe, expect, test, vi } from 'vitest';
import { keyboardScanner } from '../src/routes/(staff)/desk/keyboard-scanner.ts';
import { newInView } from '../src/routes/(staff)/desk/repeats.ts';

const CODE = 'HTTPS://TAMU.EXAMPLE.ORG/P/ABCDEFGH';

function scanner() {
  const codes: string[] = [];
  let time = 0;
  const hear = keyboardScanner(
    (code) => codes.push(code),
    () => time,
  );
  const press = (key: string, options: { after?: number; on?: string; ctrlKey?: boolean } = {}) => {
    time += options.after ?? 5;
    const preventDefault = vi.fn();
    const target = options.on ? ({ tagName: options.on } as unknown as EventTarget) : null;
    hear({ key, ctrlKey: options.ctrlKey ?? false, altKey: false, metaKey: false, target, preventDefault });
    return preventDefault;
  };
  const type = (text: string) => [...text].forEach((key) => press(key));
  return { codes, press, type };
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

  test('what is typed into a field, or with Ctrl, is not a scan', () => {
    const { codes, press } = scanner();
    for (const key of CODE) press(key, { on: 'INPUT' });
    press('Enter', { on: 'INPUT' });
    for (const key of CODE) press(key, { ctrlKey: true });
    press('Enter');
    expect(codes).toEqual([]);
  });
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
