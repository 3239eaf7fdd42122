import { eq, gt } from 'drizzle-orm';
import { expect } from 'vitest';
import { approveMember, issueCard } from '@sowan/core/cards';
import { createMember } from '@sowan/core/members';
import { enqueueMessages } from '@sowan/core/messages';
import { schema } from '@sowan/db';
import type { ChatMessage } from '@sowan/wa-simulator';
import { readQr } from './read-qr.ts';
import { GUEST, test, type School } from './school.ts';

const inbox = ({ simulator }: School): readonly ChatMessage[] => simulator.phones.get(GUEST)?.chats.messages ?? [];

test.for([
  ['id', 'Kartu anggota'],
  ['en', 'membership card'],
  ['fr', 'carte de membre'],
] as const)(
  'a member reading %s gets the card as a picture with its caption, once',
  async ([locale, words], { school }) => {
    await school.startGateway();
    await school.link();
    const { id, number } = await createMember(school.admin, { name: 'Jean Dupont', phone: `+${GUEST}`, locale });
    const { token } = await approveMember(school.admin, id);
    const row = await school.ctx.db.query.messages.findFirst({ where: eq(schema.messages.memberId, id) });
    if (!row) throw new Error('no message for the member');
    const messageId = row.id;
    // A job that comes twice, as after a crash.
    await enqueueMessages(school.ctx, [row]);
    const message = await school.simulator.waitForMessage(GUEST);
    await school.untilMessage(messageId, 'delivered');
    expect(message.kind).toBe('image');
    expect(message.text?.toLowerCase()).toContain(words.toLowerCase());
    for (const part of [number, 'Jean Dupont', String(new Date().getFullYear())]) expect(message.text).toContain(part);
    const picture = await school.simulator.file(message.media?.file ?? '');
    expect(readQr(picture ?? Buffer.alloc(0))).toBe(`HTTPS://TAMU.EXAMPLE.ORG/P/${token}`);

    // Sent again at somebody's wish, it is a second message, and only that.
    await issueCard(school.admin, id, { channels: 'whatsapp' });
    const again = await school.ctx.db.query.messages.findFirst({ where: gt(schema.messages.id, messageId) });
    await school.untilMessage(again?.id ?? 0, 'delivered');
    expect(inbox(school).map(({ kind }) => kind)).toEqual(['image', 'image']);
  },
);
