import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { TEMPLATES } from '@sowan/core/messages';
import { MESSAGE_KINDS } from '../src/lib/message-kinds.ts';
import { REASON_WORDS } from '../src/lib/reason-words.ts';

const inRepository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const LOCALES = ['id', 'en', 'fr'] as const;
/** A message, or one per number (one, other). */
type Message = string | { match: Record<string, string> }[];
type Messages = Record<string, Message>;

function messagesIn(locale: string): Record<string, Messages> {
  const files = globSync(inRepository(`apps/web/messages/${locale}/*.json`));
  const read = (file: string) => {
    const { $schema: _, ...messages } = JSON.parse(readFileSync(file, 'utf8')) as Messages;
    return [basename(file), messages] as const;
  };
  return Object.fromEntries(files.map(read));
}

const byLocale = Object.fromEntries(LOCALES.map((locale) => [locale, messagesIn(locale)])) as Record<
  (typeof LOCALES)[number],
  Record<string, Messages>
>;
const keys = Object.entries(byLocale.id).flatMap(([file, messages]) =>
  Object.keys(messages).map((key) => ({ file, key })),
);
const written = (message: Message = '') =>
  typeof message === 'string' ? message : message.flatMap(({ match }) => Object.values(match)).join('\n');
const textsOf = ({ file, key }: { file: string; key: string }) =>
  LOCALES.map((locale) => written(byLocale[locale][file]?.[key]));

/** What these languages really write alike. */
const SHARED = [
  'Sowan',
  'WhatsApp',
  'E-mail',
  '{count} min',
  'Notifications',
  'Indonesia',
  'Status',
  'Date',
  'Menu',
  'Messages',
];

describe('the interface in id, en and fr', () => {
  test('has the same messages in each', () => {
    const names = (locale: keyof typeof byLocale) =>
      Object.entries(byLocale[locale]).map(([file, messages]) => [file, Object.keys(messages).sort()]);
    expect(keys.length).toBeGreaterThan(100);
    expect(names('en')).toEqual(names('id'));
    expect(names('fr')).toEqual(names('id'));
  });

  test('names no message twice', () => {
    const names = keys.map(({ key }) => key);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('leaves none empty', () => {
    expect(keys.filter((each) => textsOf(each).some((text) => !text.trim()))).toEqual([]);
  });

  test('leaves none untranslated', () => {
    const alike = keys.filter((each) => {
      const texts = textsOf(each).filter((text) => !SHARED.includes(text));
      return new Set(texts).size < texts.length;
    });
    expect(alike).toEqual([]);
  });

  test('fills in the same values in each', () => {
    const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort().join();
    expect(keys.filter((each) => new Set(textsOf(each).map(placeholders)).size > 1)).toEqual([]);
  });
});

/** Codes in what is thrown or refused somewhere in these sources; `pattern` captures the piece of code that holds them. */
function codesIn(files: string, pattern: RegExp): string[] {
  const sources = globSync(inRepository(files)).map((file) => readFileSync(file, 'utf8'));
  const pieces = sources.flatMap((source) => [...source.matchAll(pattern)].map(([, piece = '']) => piece));
  return [
    ...new Set(pieces.flatMap((piece) => [...piece.matchAll(/'([a-z]+(?:_[a-z]+)*)'/g)].map(([, code = '']) => code))),
  ];
}

describe('whatever goes wrong has words', () => {
  const worded = Object.keys(REASON_WORDS);
  /** Between our own processes: no page ever shows these. */
  const UNSEEN = ['lease_lost'];

  test('every reason a verb refuses with', () => {
    const thrown = ['packages/core/src/**/*.ts', 'apps/web/src/lib/server/**/*.ts'].flatMap((files) =>
      codesIn(files, /new DomainError\(\s*'[A-Z_]+',\s*([^{)]*)/g),
    );
    expect(thrown).toContain('already_set_up');
    expect(thrown.filter((reason) => !worded.includes(reason) && !UNSEEN.includes(reason))).toEqual([]);
  });

  test('every reason a code is not taken for a pass', () => {
    const reasons = codesIn('packages/core/src/passes/*.ts', /found: false; reason: ([^}]*)/g);
    expect(reasons).toContain('not_genuine');
    expect(reasons.filter((reason) => !worded.includes(reason))).toEqual([]);
  });

  test('every kind of message, in the ledger', () => {
    expect(Object.keys(TEMPLATES).filter((kind) => !MESSAGE_KINDS[kind])).toEqual([]);
  });

  test('every reason why a message waits or has failed', () => {
    const said = [
      ...codesIn('apps/wa-gateway/src/**/*.ts', /reason: ('[a-z_]+')/g),
      ...codesIn('{apps/worker,packages/core}/src/**/*.ts', /(?:retryLater|failMessage)\([^)]*?('[a-z_]+')/g),
    ];
    expect(said).toEqual(expect.arrayContaining(['not_on_whatsapp', 'mail_refused', 'expired']));
    expect(said.filter((reason) => !worded.includes(reason))).toEqual([]);
  });

  test('every complaint about a field', () => {
    const complaints = codesIn(
      'packages/core/src/**/*.ts',
      /(?:\.(?:min|max|length|int|regex)\([^'()]*|\.refine\([^;]*?,\s*|z\.email\(|error: |message: )('[a-z_]+')/g,
    );
    expect(complaints).toEqual(expect.arrayContaining(['required', 'too_long', 'email_invalid', 'time_zone_unknown']));
    expect(complaints.filter((reason) => !worded.includes(reason))).toEqual([]);
  });

  test('and the words in the message files are all in use', () => {
    const named = keys.flatMap(({ key }) => (key.startsWith('reason_') ? [key.slice('reason_'.length)] : []));
    expect(worded.sort()).toEqual(named.sort());
  });
});
