import type { Locale } from '../actor.ts';
import { DomainError } from '../errors.ts';
import { TEMPLATES, type Template, type TemplateKind } from './templates.ts';

/** A message without these is of no use to its reader. */
const INDISPENSABLE: readonly string[] = ['link', 'secret'];

export interface Placeholder {
  name: string;
  /** The body must have it. */
  required: boolean;
}

/** The names that a kind's words may use: those used in the words we ship. */
export function placeholdersOf(kind: TemplateKind): Placeholder[] {
  const words = Object.values(TEMPLATES[kind]);
  const names = new Set(words.flatMap(({ subject, body }) => namesIn(`${subject} ${body}`)));
  return [...names].map((name) => ({
    name,
    required: INDISPENSABLE.includes(name) && words.some(({ body }) => namesIn(body).includes(name)),
  }));
}

/**
 * Throws INVALID `placeholder_unknown`, `placeholder_missing`, `placeholder_secret` (with the placeholder's `name`) unless the
 * words use the names of their kind and all they need.
 */
export function checkTemplate(kind: TemplateKind, template: Template): void {
  const known = placeholdersOf(kind);
  for (const field of ['subject', 'body'] as const) {
    const unknown = namesIn(template[field]).find((name) => !known.some((each) => each.name === name));
    if (unknown) throw new DomainError('INVALID', 'placeholder_unknown', { field, name: `{${unknown}}` });
  }
  // A subject is shown on locked screens.
  if (namesIn(template.subject).includes('secret')) {
    throw new DomainError('INVALID', 'placeholder_secret', { field: 'subject', name: '{secret}' });
  }
  const used = namesIn(template.body);
  const missing = known.find(({ name, required }) => required && !used.includes(name));
  if (missing) throw new DomainError('INVALID', 'placeholder_missing', { field: 'body', name: `{${missing.name}}` });
}

const namesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** Values for a preview, in the reader's language where they are words. */
export const SAMPLE_WORDS: Record<Locale, { purpose: string; place: string; desk: string }> = {
  id: { purpose: 'Membahas rapor', place: 'Tempat: Jl. Merdeka 1', desk: 'Lobi' },
  en: { purpose: 'Talk about the report', place: 'Place: 1 Merdeka Street', desk: 'Lobby' },
  fr: { purpose: 'Parler du bulletin', place: 'Lieu : 1, rue Merdeka', desk: 'Accueil' },
};
