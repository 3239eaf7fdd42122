import { z } from 'zod';
import {
  getTemplate,
  listTemplates,
  previewTemplate,
  resetTemplate,
  saveTemplate,
  saveTemplateSchema,
  templateKeySchema,
} from '@sowan/core/messages';
import { procedure, router } from '../init.ts';
import { DONE, done } from '../schemas.ts';

const tags = ['settings'];
const permission = 'settings.manage';
const locale = z.enum(['id', 'en', 'fr']);
const template = z.object({ subject: z.string(), body: z.string() });

export const templatesRouter = router({
  list: procedure
    .meta({ permission, openapi: { method: 'GET', path: '/templates', tags, summary: 'Every message there is' } })
    .output(z.array(z.object({ kind: z.string(), own: z.array(locale) })))
    .query(({ ctx }) => listTemplates(ctx.ctx)),

  get: procedure
    .meta({
      permission,
      openapi: { method: 'GET', path: '/templates/{kind}', tags, summary: 'A message in its three languages' },
    })
    .input(templateKeySchema.pick({ kind: true }))
    .output(
      z.object({
        kind: z.string(),
        placeholders: z.array(z.object({ name: z.string(), required: z.boolean() })),
        words: z.array(template.extend({ locale, own: z.boolean(), preview: template })),
      }),
    )
    .query(({ ctx, input }) => getTemplate(ctx.ctx, input.kind)),

  preview: procedure
    .meta({
      permission,
      openapi: { method: 'POST', path: '/templates/preview', tags, summary: 'How words would read' },
    })
    .input(saveTemplateSchema)
    .output(template)
    .mutation(({ ctx, input }) => previewTemplate(ctx.ctx, input)),

  save: procedure
    .meta({
      permission,
      openapi: { method: 'PUT', path: '/templates/{kind}/{locale}', tags, summary: 'Say a message in own words' },
    })
    .input(saveTemplateSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await saveTemplate(ctx.ctx, input);
      return DONE;
    }),

  reset: procedure
    .meta({
      permission,
      openapi: { method: 'DELETE', path: '/templates/{kind}/{locale}', tags, summary: 'Back to the words we ship' },
    })
    .input(templateKeySchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await resetTemplate(ctx.ctx, input);
      return DONE;
    }),
});
