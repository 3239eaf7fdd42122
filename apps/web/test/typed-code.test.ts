import { expect, test } from 'vitest';
import { typedCode } from '../src/lib/components/typed-code.ts';

function desk() {
  const field = { typed: '' };
  const asked: { code: string; answer: (learnt: boolean) => void }[] = [];
  const submit = typedCode(field, (code) => new Promise((answer) => asked.push({ code, answer })));
  return { field, asked, submit };
}

test('a double click asks once, and the field is empty afterwards', async () => {
  const { field, asked, submit } = desk();
  field.typed = 'K7 2Q ';
  const presses = [submit(), submit()];
  asked.forEach(({ answer }) => answer(true));
  await Promise.all(presses);
  expect(asked.map(({ code }) => code)).toEqual(['K7 2Q']);
  expect(field.typed).toBe('');
  await submit();
  expect(asked).toHaveLength(1);
});

test('a code about which nothing was learnt stays, and can be sent again', async () => {
  const { field, asked, submit } = desk();
  field.typed = 'K72Q';
  const press = submit();
  asked[0]?.answer(false);
  await press;
  expect(field.typed).toBe('K72Q');
  void submit();
  expect(asked).toHaveLength(2);
});

test('the next code, typed while the first is on its way, is not lost', async () => {
  const { field, asked, submit } = desk();
  field.typed = 'FIRST';
  const press = submit();
  field.typed = 'SECOND';
  asked[0]?.answer(true);
  await press;
  expect(field.typed).toBe('SECOND');
});
