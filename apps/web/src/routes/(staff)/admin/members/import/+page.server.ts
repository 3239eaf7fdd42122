import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { tableText } from '#lib/server/table-text.ts';
import type { Actions } from './$types';

/** The chosen file, or the text that came back with the rehearsal's answer. */
async function tableOf(request: Request): Promise<string> {
  const form = await request.formData();
  const [file, text] = [form.get('file'), form.get('csv')];
  if (file instanceof File && file.size > 0) return tableText(await file.bytes());
  return typeof text === 'string' ? text : '';
}

export const actions: Actions = {
  /** Only looks: what would be entered, and what is wrong. */
  look: async (event) => {
    const csv = await tableOf(event.request);
    const api = await caller(event);
    try {
      return { report: await api.members.import({ csv, commit: false }), csv };
    } catch (error) {
      return formFailure(error, {});
    }
  },

  enter: async (event) => {
    const csv = await tableOf(event.request);
    const api = await caller(event);
    try {
      return { report: await api.members.import({ csv, commit: true }), csv: '' };
    } catch (error) {
      return formFailure(error, {});
    }
  },
};
