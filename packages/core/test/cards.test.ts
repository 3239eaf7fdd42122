import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { newPassId } from '@sowan/qr';
import { approveMember, cardStats, issueCard } from '../src/cards/index.ts';
import type { Ctx } from '../src/index.ts';
import { createMember, deactivateMember, getMember } from '../src/members/index.ts';
import { claimMessage, failMessage } from '../src/messages/index.ts';
import { resolvePass } from '../src/passes/index.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let admin: Ctx;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.ctx.db.delete(schema.messages);
  await world.ctx.db.delete(schema.members);
});

const siti = { name: 'Siti', email: 'siti@example.org', phone: '081234567890' };
const cardsOf = (memberId: number) =>
  world.ctx.db.query.passes.findMany({ where: eq(schema.passes.memberId, memberId), orderBy: schema.passes.id });
const messagesTo = (memberId: number) =>
  world.ctx.db.query.messages.findMany({ where: eq(schema.messages.memberId, memberId), orderBy: schema.messages.id });

describe('approval', () => {
  test('makes the member active and sends this year’s card on every channel', async () => {
    const { id, number } = await createMember(admin, siti);
    const card = await approveMember(admin, id);
    expect(await getMember(admin, id)).toMatchObject({ status: 'active', cardYears: [2026] });
    expect(await resolvePass(admin.db, admin.pass, card.token)).toMatchObject({
      found: true,
      pass: { kind: 'member', memberId: id, year: 2026, revokedAt: null },
    });
    const sent = await messagesTo(id);
    expect(sent.map(({ channel, recipient }) => [channel, recipient])).toEqual([
      ['whatsapp', '+6281234567890'],
      ['email', 'siti@example.org'],
    ]);
    for (const { body, kind, passId } of sent) {
      expect({ kind, passId }).toEqual({ kind: 'card', passId: card.passId });
      expect(body).toContain(number);
      expect(body).toContain(`/p/${card.token}`);
    }
  });

  test('by two people at once makes one card', async () => {
    const { id } = await createMember(admin, siti);
    const both = await Promise.allSettled([approveMember(admin, id), approveMember(admin, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await cardsOf(id)).toHaveLength(1);
    expect(await messagesTo(id)).toHaveLength(2);
  });

  test('of a member who comes back keeps the card that still holds', async () => {
    const { id } = await createMember(admin, siti);
    const first = await approveMember(admin, id);
    await deactivateMember(admin, id);
    expect(await approveMember(admin, id)).toEqual(first);
  });
});

describe('a card', () => {
  async function activeMember(): Promise<number> {
    const { id } = await createMember(admin, siti);
    await approveMember(admin, id);
    await world.ctx.db.delete(schema.messages);
    return id;
  }

  test('that was lost is replaced: the old one is revoked for that reason', async () => {
    const id = await activeMember();
    const issued = await issueCard(admin, id, { replace: 'lost', channels: 'email' });
    expect(issued).toMatchObject({ made: true, year: 2026, messages: 1 });
    expect(await cardsOf(id)).toMatchObject([
      { revokedReason: 'lost', live: null },
      { id: issued.passId, revokedAt: null, live: 1 },
    ]);
    expect((await messagesTo(id)).map(({ passId }) => passId)).toEqual([issued.passId]);
  });

  test('that is there is sent again, not made again', async () => {
    const id = await activeMember();
    expect(await issueCard(admin, id)).toMatchObject({ made: false, messages: 2 });
    expect(await cardsOf(id)).toHaveLength(1);
  });

  test('of next year leaves this year’s in force', async () => {
    const id = await activeMember();
    await issueCard(admin, id, { year: 2027, channels: 'none' });
    expect((await getMember(admin, id)).cardYears).toEqual([2027, 2026]);
    expect(await messagesTo(id)).toHaveLength(0);
  });

  test('asked for by ten at once is made once', async () => {
    const id = await activeMember();
    const wide = { ...world.wide(10), actor: admin.actor };
    const all = await Promise.all(
      Array.from({ length: 10 }, () => issueCard(wide, id, { year: 2028, channels: 'none' })),
    );
    expect(all.filter(({ made }) => made)).toHaveLength(1);
    expect(new Set(all.map(({ token }) => token)).size).toBe(1);
  });

  test('is never given twice by the database itself', async () => {
    const id = await activeMember();
    const row = { kind: 'member' as const, memberId: id, year: 2026, keySlot: 1, createdAt: new Date() };
    await expect(world.ctx.db.insert(schema.passes).values({ ...row, code: newPassId() })).rejects.toThrow();
  });

  test('is for active members only', async () => {
    const { id } = await createMember(admin, siti);
    await expect(issueCard(admin, id)).rejects.toMatchObject({ reason: 'member_not_active' });
    await expect(issueCard(admin, 999_999)).rejects.toMatchObject({ reason: 'member_unknown' });
  });

  test('whose mail is refused marks the address, with the server’s answer', async () => {
    const id = await activeMember();
    await issueCard(admin, id, { channels: 'email' });
    const [row] = await messagesTo(id);
    const message = await claimMessage(admin, row?.id ?? 0);
    if (!message) throw new Error('not claimed');
    await failMessage(admin, message, 'mail_refused', '550 5.1.1 no such user');
    expect(await getMember(admin, id)).toMatchObject({ mailBounce: '550 5.1.1 no such user' });
  });

  test('that WhatsApp cannot bring comes by mail', async () => {
    const id = await activeMember();
    await issueCard(admin, id, { channels: 'whatsapp' });
    const [row] = await messagesTo(id);
    const message = await claimMessage(admin, row?.id ?? 0);
    if (!message) throw new Error('not claimed');
    await failMessage(admin, message, 'not_on_whatsapp');
    expect(await messagesTo(id)).toMatchObject([
      { status: 'failed' },
      { channel: 'email', kind: 'card', replaces: message.id, passId: message.passId },
    ]);
  });
});

test('the seed’s example: 200 members, 180 active, 175 with cards, 170 active ones with this year’s', async () => {
  const at = { createdAt: new Date(), updatedAt: new Date() };
  const rows = Array.from({ length: 200 }, (_, i) => ({
    number: `S-${i}`,
    name: `Member ${i}`,
    status: i < 180 ? ('active' as const) : ('inactive' as const),
    memberSince: '2020-01-01',
    ...at,
  }));
  await world.ctx.db.insert(schema.members).values(rows);
  const members = await world.ctx.db.query.members.findMany({ orderBy: schema.members.id, columns: { id: true } });
  const card = (i: number, year: number, revokedAt: Date | null = null) => ({
    code: newPassId(),
    kind: 'member' as const,
    keySlot: 1,
    memberId: members[i]?.id ?? 0,
    year,
    revokedAt,
    createdAt: new Date(),
  });
  await world.ctx.db.insert(schema.passes).values([
    ...Array.from({ length: 170 }, (_, i) => card(i, 2026)),
    // Last year's cards, kept: of three who have this year's too, of three active and two former members who have not.
    ...[0, 1, 2, 170, 171, 172, 180, 181].map((i) => card(i, 2025)),
    card(199, 2026, new Date()),
  ]);
  expect(await cardStats(admin)).toEqual({
    currentYear: '2026',
    totalMembers: 200,
    activeMembers: 180,
    membersWithQRCodes: 175,
    membersWithCurrentYearQRCodes: 170,
    activeMembersWithoutQRCodes: 10,
    coverage: '87.50',
    currentYearCoverage: '94.44',
  });
});
