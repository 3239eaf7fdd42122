import { fail, redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Failure } from '#lib/reasons.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  return { imports: await api.imports.list({ pageSize: 5 }) };
};

/** The chosen file's name and text; of a file checked before, what the page kept of it. */
async function fileOf(form: FormData): Promise<{ fileName: string; csv: string } | null> {
  const chosen = form.get('file');
  if (chosen instanceof File && chosen.size > 0) return { fileName: chosen.name, csv: await chosen.text() };
  const kept = formTexts(form, ['fileName', 'csv']);
  return kept.csv ? kept : null;
}

const noFile: Failure = { reason: 'invalid_input', detail: {}, fields: { file: 'required' } };

export const actions: Actions = {
  preview: async (event) => {
    const file = await fileOf(await event.request.formData());
    if (!file) return fail(400, { failure: noFile, preview: null, file: null });
    try {
      const preview = await (await caller(event)).imports.preview(file);
      return { failure: null, preview, file };
    } catch (error) {
      const failed = formFailure(error, {});
      return fail(failed.status, { failure: failed.data.failure, preview: null, file: null });
    }
  },
  start: async (event) => {
    const file = await fileOf(await event.request.formData());
    if (!file) return fail(400, { failure: noFile, preview: null, file: null });
    let started: { importId: number };
    try {
      started = await (await caller(event)).imports.start(file);
    } catch (error) {
      const failed = formFailure(error, {});
      return fail(failed.status, { failure: failed.data.failure, preview: null, file });
    }
    redirect(303, `/visits/import/${String(started.importId)}`);
  },
};
