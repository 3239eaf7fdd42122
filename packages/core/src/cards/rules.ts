import type { schema } from '@sowan/db';
import type { Member } from '../members/index.ts';

export type CardChannels = (typeof schema.CARD_RUN_CHANNELS)[number];

/** Why a card cannot be sent to a member. */
export type Unreachable = 'no_email' | 'no_phone' | 'no_address' | 'whatsapp_stopped';

/** What keeps a member's card from being sent that way, or null. */
export function unreachableBy(
  channels: CardChannels,
  { email, phone, whatsappStoppedAt }: Pick<Member, 'email' | 'phone' | 'whatsappStoppedAt'>,
): Unreachable | null {
  const noWhatsapp = phone === null ? 'no_phone' : whatsappStoppedAt ? 'whatsapp_stopped' : null;
  switch (channels) {
    case 'none':
      return null;
    case 'email':
      return email === null ? 'no_email' : null;
    case 'whatsapp':
      return noWhatsapp;
    case 'every':
      return email === null && noWhatsapp ? 'no_address' : null;
  }
}
