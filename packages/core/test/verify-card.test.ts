import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '@sowan/db';
import { generateKeyringSpec, newPassId, parseKeyring, signPass } from '@sowan/qr';
import { listCardChecks } from '../src/audit-log/index.ts';
import {
  approveMember,
  issueCard,
  judgeCard,
  legacyRevocations,
  revokeLegacyCard,
  verifyCard,
} from '../src/cards/index.ts';
import { minimalName } from '../src/cards/rules.ts';
import type { Ctx } from '../src/index.ts';
import { createMember, deactivateMember } from '../src/members/index.ts';
import { after, minutes, MORNING, openWorld, type World } from './world.ts';

const SECRET = 'a secret of old';
let world: World;
let admin: Ctx;
/** Anybody, at a school that still honours its old cards. */
let anybody: Ctx;
beforeAll(async () => {
  world = await openWorld();
  admin = world.as(await world.user('admin'));
  anybody = { ...world.ctx, pass: { ...world.ctx.pass, legacySecret: SECRET } };
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setClock(MORNING);
  await world.ctx.db.delete(schema.messages);
  await world.ctx.db.delete(schema.members);
});

async function cardOf(name = 'Jean Dupont'): Promise<{ id: number; number: string; token: string }> {
  const { id, number } = await createMember(admin, { name, email: 'jean@example.org', phone: null });
  const { token } = await approveMember(admin, id);
  return { id, number, token };
}
const ask = (code: string) => verifyCard(anybody, { code });
const legacy = (memberId: string, year: number, secret = SECRET) =>
  JSON.stringify({
    memberId,
    validity: year,
    name: 'Whatever was typed',
    signature: createHash('sha256').update(`${memberId}${secret}${year}`).digest('hex'),
  });

describe('a card held against the books is', () => {
  test('valid, with no more than a minimal name for the public', async () => {
    const { token } = await cardOf();
    const answer = await ask(token);
    expect(answer).toMatchObject({ verdict: 'valid', holder: 'Jean D.', year: 2026, legacy: false, member: null });
    expect(JSON.stringify(answer)).not.toMatch(/Dupont|example\.org|M-2026/);
  });

  test('the same under its address, in lower case and with spaces', async () => {
    const { token } = await cardOf();
    for (const code of [
      `HTTPS://TAMU.EXAMPLE.SCH.ID/P/${token}`,
      token.toLowerCase(),
      token.replace(/(.{4})/g, '$1 '),
    ]) {
      expect((await ask(code)).verdict).toBe('valid');
    }
  });

  test('last year’s from the first moment of the school’s new year', async () => {
    const { token } = await cardOf();
    world.setClock(new Date('2026-12-31T16:59:59Z'));
    expect((await ask(token)).verdict).toBe('valid');
    world.setClock(new Date('2026-12-31T17:00:00Z'));
    expect(await ask(token)).toMatchObject({ verdict: 'past_year', holder: 'Jean D.', year: 2026 });
  });

  test('not yet valid when it is next year’s', async () => {
    const { id } = await cardOf();
    const { token } = await issueCard(admin, id, { year: 2027, channels: 'none' });
    expect(await ask(token)).toMatchObject({ verdict: 'not_yet', year: 2027 });
  });

  test('revoked once it was replaced, and the new one holds', async () => {
    const { id, token } = await cardOf();
    const renewed = await issueCard(admin, id, { replace: 'lost', channels: 'none' });
    expect((await ask(token)).verdict).toBe('revoked');
    expect((await ask(renewed.token)).verdict).toBe('valid');
  });

  test('an inactive member’s once the membership has ended', async () => {
    const { id, token } = await cardOf();
    await deactivateMember(admin, id);
    expect((await ask(token)).verdict).toBe('inactive');
  });

  test('not genuine when another association’s key signed it, or a sign was changed', async () => {
    const { token } = await cardOf();
    const pass = { kind: 'member' as const, id: newPassId() };
    const foreign = signPass(parseKeyring(generateKeyringSpec()), pass);
    const changed = token.slice(0, -2) + (token.endsWith('00') ? '11' : '00');
    for (const code of [foreign, changed]) {
      expect(await ask(code)).toMatchObject({ verdict: 'not_genuine', holder: null, year: null, member: null });
    }
  });

  test('unknown when our key signed it and no book has it', async () => {
    const token = signPass(world.ctx.pass.keyring, { kind: 'member', id: newPassId() });
    expect(await ask(token)).toMatchObject({ verdict: 'unknown', holder: null });
  });

  test('no card at all when it is a guest’s pass', async () => {
    const token = signPass(world.ctx.pass.keyring, { kind: 'guest', id: newPassId() });
    expect((await ask(token)).verdict).toBe('not_a_card');
  });

  test.each(['not a card', '{"memberId":', '{}', 'HTTPS://TAMU.EXAMPLE.SCH.ID/P/ABC', 'x'.repeat(4000)])(
    'unreadable when it says %.20s',
    async (code) => {
      expect((await ask(code)).verdict).toBe('unreadable');
    },
  );
});

describe('a card of the old kind is', () => {
  test('valid this year, last year’s after it, and never trusted for its name', async () => {
    const { number } = await cardOf();
    expect(await ask(legacy(number, 2026))).toMatchObject({ verdict: 'valid', legacy: true, holder: 'Jean D.' });
    expect(await ask(legacy(number, 2025))).toMatchObject({ verdict: 'past_year', legacy: true, year: 2025 });
  });

  test('not genuine under another secret, unknown without a member, inactive with one who left', async () => {
    const { id, number } = await cardOf();
    expect((await ask(legacy(number, 2026, 'another secret'))).verdict).toBe('not_genuine');
    expect((await ask(legacy('M-1999-0001', 2026))).verdict).toBe('unknown');
    await deactivateMember(admin, id);
    expect((await ask(legacy(number, 2026))).verdict).toBe('inactive');
  });

  test('revoked once it was reported lost, that year’s alone, and the member’s new card holds', async () => {
    const { id, number, token } = await cardOf();
    await revokeLegacyCard(admin, id, { year: 2026, reason: 'lost' });
    expect(await ask(legacy(number, 2026))).toMatchObject({ verdict: 'revoked', legacy: true, holder: 'Jean D.' });
    expect((await ask(legacy(number, 2025))).verdict).toBe('past_year');
    expect((await ask(token)).verdict).toBe('valid');
    const { answer } = await judgeCard({ ...anybody, actor: admin.actor }, legacy(number, 2026));
    expect(answer.member).toMatchObject({ id, revokedReason: 'lost' });
    expect(await legacyRevocations({ ...anybody, actor: admin.actor }, id)).toEqual({
      honoured: true,
      revoked: [{ year: 2026, reason: 'lost', revokedAt: MORNING }],
    });
    await expect(revokeLegacyCard(admin, id, { year: 2026 })).rejects.toMatchObject({ reason: 'already_revoked' });
    await expect(revokeLegacyCard(anybody, id, { year: 2025 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await world.audit()).at(-1)).toMatchObject({
      action: 'legacy-card.revoked',
      subjectId: id,
      data: { year: 2026, reason: 'lost' },
    });
  });

  test('unreadable where no old secret is set', async () => {
    const { number } = await cardOf();
    const { verdict } = await verifyCard(world.ctx, { code: legacy(number, 2026) });
    expect(verdict).toBe('unreadable');
  });
});

describe('every check is on record', () => {
  const checks = async () => (await listCardChecks(admin, {})).items;
  beforeEach(async () => void (await world.ctx.db.delete(schema.cardChecks)));

  test('the staff’s one by one, with who asked', async () => {
    const { id, token } = await cardOf();
    const desk = world.as(await world.user('receptionist', { name: 'Sari' }));
    for (const code of [token, token, 'garbage']) await verifyCard(desk, { code });
    const sari = { user: 'Sari', checkedAt: MORNING, times: 1, event: null };
    expect(await checks()).toMatchObject([
      { ...sari, verdict: 'unreadable', member: null },
      { ...sari, verdict: 'valid', memberId: id, member: 'Jean Dupont', year: 2026 },
      { ...sari, verdict: 'valid' },
    ]);
    expect((await listCardChecks(admin, { verdict: 'valid' })).total).toBe(2);
    await expect(listCardChecks(desk, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('anybody’s counted together while they are alike and soon after each other, so that nobody floods it', async () => {
    const { token } = await cardOf();
    const asked = Array.from({ length: 20 }, (_, i) => [ask(token), ask(`garbage ${String(i)}`)]);
    await Promise.all(asked.flat());
    expect((await checks()).map(({ verdict, times, user }) => [verdict, times, user]).sort()).toEqual([
      ['unreadable', 20, null],
      ['valid', 20, null],
    ]);
    world.setClock(after(MORNING, minutes(10)));
    await ask(token);
    expect((await checks())[0]).toMatchObject({ verdict: 'valid', times: 1, checkedAt: after(MORNING, minutes(10)) });
  });
});

describe('the full record is shown', () => {
  test('to reception and admin, with the reason of a revocation; to hosts and the public it is not', async () => {
    const { id, number, token } = await cardOf();
    await world.ctx.db
      .update(schema.passes)
      .set({ revokedAt: MORNING, revokedReason: 'stolen' })
      .where(eq(schema.passes.memberId, id));
    for (const role of ['admin', 'receptionist'] as const) {
      const answer = await verifyCard(world.as(await world.user(role)), { code: token });
      expect(answer.member).toMatchObject({
        id,
        number,
        name: 'Jean Dupont',
        email: 'jean@example.org',
        revokedReason: 'stolen',
      });
    }
    const host = await verifyCard(world.as(await world.user('host')), { code: token });
    expect(host).toMatchObject({ verdict: 'revoked', member: null });
  });
});

test.each([
  ['Jean Dupont', 'Jean D.'],
  ['  Jean  Pierre Dupont ', 'Jean D.'],
  ['Suharto', 'Suharto'],
  ['Ni Luh élise', 'Ni É.'],
])('%s is shown as %s', (name, shown) => {
  expect(minimalName(name)).toBe(shown);
});
