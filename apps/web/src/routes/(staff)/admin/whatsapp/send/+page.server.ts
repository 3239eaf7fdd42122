import { redirect } from '@sveltejs/kit';
import { caller } from '#lib/server/caller.ts';
import { formFailure } from '#lib/server/form-failure.ts';
import { formTexts } from '#lib/server/form-texts.ts';
import type { Actions, PageServerLoad } from './$types';

const FIELDS = ['to', 'text', 'sessionId'] as const;

export const load: PageServerLoad = async (event) => {
  const api = await caller(event);
  const sessions = await api.whatsapp.sessions();
  const { searchParams } = event.url;
  return {
    sessions: sessions.map(({ id, name, isDefault, status }) => ({ id, name, isDefault, status })),
    wish: { to: searchParams.get('to') ?? '', text: '', sessionId: searchParams.get('sessionId') ?? '' },
  };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const typed = formTexts(form, FIELDS);
    const api = await caller(event);
    const chosen = form.get('file');
    // A browser sends an empty file where none was chosen.
    const file = chosen instanceof File && (chosen.name !== '' || chosen.size > 0) ? chosen : null;
    let written: { id: number };
    try {
      written = await api.messages.write({
        to: typed.to,
        text: typed.text,
        ...(typed.sessionId ? { sessionId: Number(typed.sessionId) } : {}),
        ...(file && {
          file: {
            name: file.name,
            mime: file.type || 'application/octet-stream',
            base64: Buffer.from(await file.arrayBuffer()).toString('base64'),
          },
        }),
      });
    } catch (error) {
      return formFailure(error, typed);
    }
    redirect(303, `/admin/whatsapp/messages/${String(written.id)}`);
  },
};
