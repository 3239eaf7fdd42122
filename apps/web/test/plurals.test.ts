import { expect, test } from 'vitest';
import { m } from '../src/lib/paraglide/messages.js';

const read = { total: 1, duplicates: 1, errors: 1 };

test.each([
  ['en', m.wa_replica_sessions, '1 session held', '2 sessions held'],
  ['en', m.import_start, 'Book 1 appointment', 'Book 2 appointments'],
  ['fr', m.member_import_would, '1 membre serait ajouté', '2 membres seraient ajoutés'],
  ['fr', m.member_import_enter, 'Ajouter 1 membre', 'Ajouter 2 membres'],
  ['en', m.run_start, 'Make and send 1 card', 'Make and send 2 cards'],
  ['en', m.report_reviews, 'from 1 review', 'from 2 reviews'],
  ['fr', m.report_wait_help, 'sur 1 visite', 'sur 2 visites'],
] as const)('in %s, one is told from several', (locale, word, one, several) => {
  expect([word({ count: 1 }, { locale }), word({ count: 2 }, { locale })]).toEqual([one, several]);
});

test('sentences with several numbers count by the one that is declined', () => {
  expect(m.member_import_counts(read, { locale: 'fr' })).toBe('1 ligne lue, 1 déjà dans la liste, 1 avec erreurs.');
  expect(m.member_import_counts({ ...read, total: 12 }, { locale: 'en' })).toBe(
    '12 lines read, 1 known already, 1 with mistakes.',
  );
  expect(m.import_summary({ bookable: 1, faulty: 0, duplicates: 1 }, { locale: 'en' })).toBe(
    '1 can be booked, 0 with errors, 1 duplicate.',
  );
  expect(m.import_summary({ bookable: 1, faulty: 0, duplicates: 2 }, { locale: 'fr' })).toBe(
    '1 réservable, 0 avec erreurs, 2 en double.',
  );
});
