import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, schema } from '@sowan/db';
import { authorise, type Locale } from '../actor.ts';
import { recordAudit } from '../audit/index.ts';
import type { Ctx } from '../context.ts';
import { readSettings } from '../settings/index.ts';
import { checkTemplate, placeholdersOf, SAMPLE_WORDS, type Placeholder } from './template-rules.ts';
import { inWords, renderTemplate, TEMPLATES, type Template, type TemplateKind } from './templates.ts';

const { messageTemplates } = schema;
const LOCALES = ['id', 'en', 'fr'] as const;

const kind = z.string().refine((name): name is TemplateKind => Object.hasOwn(TEMPLATES, name), 'invalid');
const locale = z.enum(LOCALES);

export const templateKeySchema = z.object({ kind, locale });
export const saveTemplateSchema = templateKeySchema.extend({
  subject: z
    .string()
    .trim()
    .min(1, 'required')
    .max(200, 'too_long')
    .refine((text) => !/[\r\n]/.test(text), 'invalid'),
  body: z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(z.string().min(1, 'required').max(2000, 'too_long')),
});

export interface TemplateSummary {
  kind: TemplateKind;
  /** Languages in which the school says it in its own words. */
  own: Locale[];
}

export interface TemplateView {
  kind: TemplateKind;
  placeholders: Placeholder[];
  words: (Template & { locale: Locale; own: boolean; preview: Template })[];
}

/** Every message there is, and in which languages the school has words of its own for it. */
export async function listTemplates(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<TemplateSummary[]> {
  authorise(ctx.actor, 'settings.manage');
  const rows = await ctx.db
    .select({ kind: messageTemplates.kind, locale: messageTemplates.locale })
    .from(messageTemplates);
  return (Object.keys(TEMPLATES) as TemplateKind[]).map((each) => ({
    kind: each,
    own: LOCALES.filter((language) => rows.some((row) => row.kind === each && row.locale === language)),
  }));
}

/** A message in its three languages, with a preview of each. */
export async function getTemplate(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>,
  which: TemplateKind,
): Promise<TemplateView> {
  authorise(ctx.actor, 'settings.manage');
  const rows = await ctx.db.query.messageTemplates.findMany({ where: eq(messageTemplates.kind, which) });
  const words = await Promise.all(
    LOCALES.map(async (language) => {
      const row = rows.find((each) => each.locale === language);
      const { subject, body } = row ?? TEMPLATES[which][language];
      const preview = await previewOf(ctx, language, { subject, body });
      return { locale: language, own: row !== undefined, subject, body, preview };
    }),
  );
  return { kind: which, placeholders: placeholdersOf(which), words };
}

/** How words would read in a mail, with values of a made-up visit. Throws what `saveTemplate` throws. */
export async function previewTemplate(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor' | 'pass'>,
  input: z.input<typeof saveTemplateSchema>,
): Promise<Template> {
  authorise(ctx.actor, 'settings.manage');
  const { kind: which, locale: language, ...template } = saveTemplateSchema.parse(input);
  checkTemplate(which, template);
  return previewOf(ctx, language, template);
}

async function previewOf(
  ctx: Pick<Ctx, 'db' | 'clock' | 'pass'>,
  language: Locale,
  template: Template,
): Promise<Template> {
  const { organisationName, timeZone } = await readSettings(ctx.db);
  const when = inWords(ctx.clock.now(), language, timeZone);
  const year = when.match(/\d{4}/)?.[0] ?? '';
  return renderTemplate('email', template, language, {
    ...SAMPLE_WORDS[language],
    organisation: organisationName,
    guest: 'Siti Aminah',
    host: 'Budi Santoso',
    member: 'Siti Aminah',
    name: 'Budi Santoso',
    number: `M-${year}-0142`,
    year,
    when,
    until: when,
    minutes: '60',
    secret: '••••',
    link: `${ctx.pass.publicUrl}/p/…`,
  });
}

/** Says a message in the school's own words from now on. Throws INVALID `placeholder_unknown`, `placeholder_missing`. */
export async function saveTemplate(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof saveTemplateSchema>,
): Promise<void> {
  authorise(ctx.actor, 'settings.manage');
  const { kind: which, locale: language, ...template } = saveTemplateSchema.parse(input);
  checkTemplate(which, template);
  const now = ctx.clock.now();
  await inTransaction(ctx.db, async (tx) => {
    const row = { ...template, updatedAt: now };
    await tx
      .insert(messageTemplates)
      .values({ kind: which, locale: language, ...row })
      .onDuplicateKeyUpdate({ set: row });
    await recordAudit(tx, ctx.actor, now, {
      action: 'template.changed',
      subject: { type: 'template', id: null },
      data: { kind: which, locale: language },
    });
  });
}

/** Back to the words we ship. */
export async function resetTemplate(
  ctx: Pick<Ctx, 'db' | 'clock' | 'actor'>,
  input: z.input<typeof templateKeySchema>,
): Promise<void> {
  authorise(ctx.actor, 'settings.manage');
  const { kind: which, locale: language } = templateKeySchema.parse(input);
  await inTransaction(ctx.db, async (tx) => {
    const own = and(eq(messageTemplates.kind, which), eq(messageTemplates.locale, language));
    const [result] = await tx.delete(messageTemplates).where(own);
    if (result.affectedRows === 0) return;
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'template.reset',
      subject: { type: 'template', id: null },
      data: { kind: which, locale: language },
    });
  });
}
