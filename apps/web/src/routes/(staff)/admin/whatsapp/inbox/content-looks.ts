import type { inferRouterOutputs } from '@trpc/server';
import type { IconName } from '#lib/components/Icon.svelte';
import { m } from '#lib/paraglide/messages.js';
import type { AppRouter } from '#lib/server/trpc/router.ts';

export type Inbound = inferRouterOutputs<AppRouter>['inbox']['list']['items'][number];

/** Icon and word of what a phone can send. */
export const CONTENT_LOOKS: Record<Inbound['contentType'], { icon: IconName; word: () => string }> = {
  text: { icon: 'message', word: m.inbox_type_text },
  image: { icon: 'camera', word: m.inbox_type_image },
  document: { icon: 'list', word: m.inbox_type_document },
  audio: { icon: 'bell', word: m.inbox_type_audio },
  video: { icon: 'camera', word: m.inbox_type_video },
  sticker: { icon: 'star', word: m.inbox_type_sticker },
  location: { icon: 'globe', word: m.inbox_type_location },
  contact: { icon: 'people', word: m.inbox_type_contact },
  reaction: { icon: 'hand', word: m.inbox_type_reaction },
  poll: { icon: 'list', word: m.inbox_type_poll },
  other: { icon: 'message', word: m.inbox_type_other },
};
