import { expect, test } from 'vitest';
import { CARD_VERDICTS } from '@sowan/core/cards';
import { VERDICT_WORDS } from '../src/lib/card-words.ts';
import { m } from '../src/lib/paraglide/messages.js';

const given = { school: 'SMA Harapan', year: 2025 };

test.each(['id', 'en', 'fr'] as const)('every verdict on a card has its own clear words in %s', (locale) => {
  const titles = CARD_VERDICTS.map((verdict) => m[`verify_${verdict}`](given, { locale }));
  const texts = CARD_VERDICTS.map((verdict) => m[`verify_${verdict}_text`](given, { locale }));
  expect(new Set(titles).size).toBe(CARD_VERDICTS.length);
  expect(new Set(texts).size).toBe(CARD_VERDICTS.length);
  for (const word of [...titles, ...texts]) expect(word).not.toMatch(/^verify_|[{}]/);
});

test('the words on the page are the verdict’s own', () => {
  for (const verdict of CARD_VERDICTS) {
    expect(VERDICT_WORDS[verdict].title(given)).toBe(m[`verify_${verdict}`](given));
    expect(VERDICT_WORDS[verdict].text(given)).toBe(m[`verify_${verdict}_text`](given));
  }
});

test.each([
  ['id', 'Ini kartu tahun 2025'],
  ['en', 'This is the card of 2025'],
  ['fr', 'C’est la carte de 2025'],
] as const)('last year’s card is named as such in %s', (locale, words) => {
  expect(m.verify_past_year(given, { locale })).toBe(words);
});
