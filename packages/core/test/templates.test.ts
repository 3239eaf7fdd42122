import { expect, test } from 'vitest';
import { inWords, renderTemplate, TEMPLATES, type TemplateKind } from '../src/messages/index.ts';

const KINDS = Object.keys(TEMPLATES) as TemplateKind[];
const LOCALES = ['id', 'en', 'fr'] as const;
const values = {
  organisation: 'SMA Negeri 3',
  guest: 'Siti',
  host: 'Bu Rina',
  when: 'tomorrow',
  place: 'Place: 1 Merdeka Street',
  purpose: 'Scholarship',
  desk: 'Front desk',
  link: 'https://tamu.example.sch.id/p/X',
  member: 'Jean',
  number: 'M-2026-0001',
  year: '2026',
  name: 'Pak Budi',
  secret: 'abcd-efgh',
  until: 'Monday',
  minutes: '60',
};

test('every message in every language says who writes, leaves no gap, and ends on WhatsApp with how to stop', () => {
  for (const kind of KINDS) {
    for (const locale of LOCALES) {
      for (const channel of ['whatsapp', 'email'] as const) {
        const { subject, body } = renderTemplate(channel, TEMPLATES[kind][locale], locale, values);
        expect(body.startsWith('SMA Negeri 3\n\n')).toBe(true);
        expect(subject).toContain('SMA Negeri 3');
        expect(`${subject}${body}`).not.toMatch(/[{}]|undefined/);
        expect(subject).not.toContain('\n');
        expect(/STOP[^\n]*$/.test(body)).toBe(channel === 'whatsapp');
      }
    }
  }
});

test('what people wrote is never read as a placeholder', () => {
  const { body } = renderTemplate('email', TEMPLATES.pass.en, 'en', {
    ...values,
    purpose: '{link} and $& and {guest}',
  });
  expect(body).toContain('About: {link} and $& and {guest}\n');
});

test('a line that is nothing but a value goes when there is no such value', () => {
  const bodyWith = (place: string) => renderTemplate('email', TEMPLATES.pass.en, 'en', { ...values, place }).body;
  expect(bodyWith('Place: here\nhttps://map.example')).toContain(
    'tomorrow\nPlace: here\nhttps://map.example\nAbout: Scholarship\n',
  );
  expect(bodyWith('')).toContain('tomorrow\nAbout: Scholarship\n');
});

test("a date is in the reader's words and the school's zone", () => {
  const instant = new Date('2026-11-23T02:15:00Z');
  expect(inWords(instant, 'id', 'Asia/Jakarta')).toMatch(/^Senin, 23 November 2026 pukul 09\.15 WIB$/);
  expect(inWords(instant, 'en', 'Asia/Jakarta')).toMatch(/^Monday,? 23 November 2026 at 09:15 (WIB|GMT\+7)$/);
  expect(inWords(instant, 'fr', 'Europe/Paris')).toMatch(/^lundi 23 novembre 2026 à 03:15 (CET|UTC\+1)$/);
});
