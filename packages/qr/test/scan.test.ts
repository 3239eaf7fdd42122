import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateKeyringSpec, newPassId, parseKeyring, passUrl, signPass, verifyScan } from '../src/index.ts';
import { KEYBOARD_LAYOUTS } from '../src/pass/keyboard-layouts.ts';

const keyring = parseKeyring(generateKeyringSpec());
const freshToken = () => signPass(keyring, { kind: 'guest', id: newPassId() });
const HOST = 'https://sowan.sekolah.sch.id';

/** What a keyboard scanner's keys come out as under a layout. */
function typedUnder(name: string, text: string): string {
  const layout = KEYBOARD_LAYOUTS.find((candidate) => candidate.name.includes(name));
  if (!layout) throw new Error(`no layout ${name}`);
  const typed = new Map<string, string>();
  [...layout.keys].forEach((key, i) => typed.set(key, typed.get(key) ?? [...layout.typed][i] ?? key));
  return [...text].map((key) => typed.get(key) ?? key).join('');
}

describe('the address of a pass', () => {
  it.each([
    ['https://sowan.sekolah.sch.id', 'HTTPS://SOWAN.SEKOLAH.SCH.ID/P/T'],
    ['https://sowan.sekolah.sch.id/', 'HTTPS://SOWAN.SEKOLAH.SCH.ID/P/T'],
    ['http://192.168.1.5:3000', 'HTTP://192.168.1.5:3000/P/T'],
    ['https://école.fr', 'HTTPS://XN--COLE-9OA.FR/P/T'],
    ['https://example.org/tamu/', 'HTTPS://EXAMPLE.ORG/tamu/P/T'],
  ])('of %s is %s', (publicUrl, address) => {
    expect(passUrl(publicUrl, 'T')).toBe(address);
  });

  it('is none for what is no web address', () => {
    for (const wrong of ['', 'sekolah', 'ftp://sekolah.id', 'mailto:tu@sekolah.id']) {
      expect(() => passUrl(wrong, 'T')).toThrow(TypeError);
    }
  });
});

describe('a scan is read as it comes', () => {
  const token = freshToken();
  const url = passUrl(HOST, token);
  const grouped = token.replace(/.{5}(?=.)/g, '$&-');

  it.each([
    ['the address', url],
    ['the address in lower case', url.toLowerCase()],
    ['the address of another host, as hosts move', passUrl('http://10.0.0.7:8080', token)],
    ['the address under a path', passUrl('https://example.org/tamu', token)],
    ['the address with a query', `${url}?utm_source=wa`],
    ['the address with a slash behind', `${url}/`],
    ['the address without its scheme', url.replace('HTTPS://', '')],
    ['the bare token', token],
    ['the bare token in lower case', token.toLowerCase()],
    ['the token in groups', grouped],
    ['the token in groups by spaces', grouped.replaceAll('-', ' ')],
    ['the address with the token in groups', passUrl(HOST, grouped)],
    ['look-alikes', token.replaceAll('0', 'O').replaceAll('1', 'l')],
    ['other look-alikes', token.replaceAll('0', 'o').replaceAll('1', 'I')],
    ['what a scanner ends with', `${url}\r\n`],
    ['a tab behind', `${token}\t`],
    ['the AIM identifier in front', `]Q1${url}`],
    ['a byte order mark', `\uFEFF${token}`],
    ['blanks around', `  \u00A0${url} `],
  ])('%s', (_, scanned) => {
    expect(verifyScan(keyring, scanned)).toMatchObject({ ok: true, token });
  });
});

describe('a scanner under the wrong keyboard layout', () => {
  it.each(['German', 'Spanish', 'French', 'Belgian', 'Czech', 'Slovak', 'Russian'])('%s is still read', (name) => {
    for (let i = 0; i < 50; i++) {
      const token = freshToken();
      const typed = typedUnder(name, passUrl(HOST, token));
      expect(verifyScan(keyring, typed), typed).toMatchObject({ ok: true, token });
    }
  });

  it('reads what was typed on real keyboards', () => {
    const golden = JSON.parse(readFileSync(new URL('golden/vectors.json', import.meta.url), 'utf8'));
    const ring = parseKeyring(golden.keyring);
    const token = '80000000000000D8GE2QJXWF8VDA93M2SFVNBBG5';
    expect(golden.passes[1].token).toBe(token);
    const typed = [
      'HTTPSÖ--A.ID-P-80000000000000D8GE2QJXWF8VDA93M2SFVNBBG5',
      'HTTPSM!!Q:ID!P!_àààààààààààààD_GEéAJXZF_VDQç"?éSFVNBBG(',
      'httpsm§§q/id§p§80000000000000d8ge2ajxzf8vdq93,2sfvnbbg5',
      '_àààààààààààààD_GEéAJXZF_VDQç"?éSFVNBBG(',
    ];
    for (const scanned of typed) expect(verifyScan(ring, scanned), scanned).toMatchObject({ ok: true, token });
  });

  it('reads a bare token typed in German when more than one letter fell victim', () => {
    const tokens = Array.from({ length: 200 }, freshToken);
    const read = (token: string) => verifyScan(keyring, typedUnder('German', token)).ok;
    for (const token of tokens) {
      const swapped = token.replace(/[^YZ]/g, '').length;
      expect(read(token), token).toBe(swapped !== 1);
    }
  });

  it('does not believe a layout for one character: that is a wrong character', () => {
    const token = Array.from({ length: 1000 }, freshToken).find(
      (candidate) => candidate.replace(/[^YZ]/g, '').length === 1,
    );
    const wrong = typedUnder('German', token ?? '');
    expect(wrong).not.toBe(token);
    expect(verifyScan(keyring, wrong)).toEqual({ ok: false, code: 'BAD_SIGNATURE' });
  });
});

describe('an old JSON card', () => {
  const legacySecret = 'a secret of old';
  const sign = (member: string, year: string) =>
    createHash('sha256')
      .update(member + legacySecret + year)
      .digest('hex');
  const card = { memberId: 'M-2025-0142', validity: '2025', name: 'Jean', signature: sign('M-2025-0142', '2025') };
  const read = (value: unknown) => verifyScan(keyring, JSON.stringify(value), { legacySecret });

  it('is read with its year as text or as number', () => {
    const genuine = { ok: true, format: 'legacy', memberNumber: 'M-2025-0142', year: 2025 };
    expect(read(card)).toEqual(genuine);
    expect(read({ ...card, validity: 2025 })).toEqual(genuine);
    expect(read({ ...card, signature: card.signature.toUpperCase() })).toEqual(genuine);
  });

  it('is refused for another member, another year, or a forged signature', () => {
    for (const forged of [{ memberId: 'M-2025-0143' }, { validity: '2026' }, { signature: sign('x', '2025') }]) {
      expect(read({ ...card, ...forged })).toEqual({ ok: false, code: 'BAD_SIGNATURE' });
    }
  });

  it('is malformed when a field is missing, nested, or too long', () => {
    const wrong: unknown[] = [
      { ...card, memberId: undefined },
      { ...card, validity: '20250' },
      { ...card, validity: `2025\u0080\u0000` },
      { ...card, signature: card.signature.slice(1) },
      { ...card, extra: { nested: true } },
      { ...card, extra: [1] },
      { ...card, name: 'x'.repeat(3000) },
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field${i}`, i])),
    ];
    for (const value of wrong) expect(read(value)).toEqual({ ok: false, code: 'MALFORMED' });
    for (const text of ['{', '{}', '{"a":', `${'{"a":'.repeat(300)}1`, '{'.repeat(2000)]) {
      expect(verifyScan(keyring, text, { legacySecret })).toEqual({ ok: false, code: 'MALFORMED' });
    }
  });
});

describe('garbage', () => {
  it('of a million kinds is never accepted and never throws', () => {
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ/-:{}"é&\u0000\uD800ß ';
    const token = freshToken();
    let accepted = 0;
    let seed = 1;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let i = 0; i < 1_000_000; i++) {
      let scanned = i % 4 === 0 ? token.slice(0, random(30)) : '';
      const length = i % 2 ? 40 : random(60);
      while (scanned.length < length) scanned += alphabet.charAt(random(i % 2 ? 32 : alphabet.length));
      if (scanned !== token && verifyScan(keyring, scanned).ok) accepted++;
    }
    expect(accepted).toBe(0);
  }, 60_000);

  it('of any Unicode, with or without the old secret, is refused with a code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.boolean(), (scanned, legacy) => {
        const answer = verifyScan(keyring, scanned, legacy ? { legacySecret: 's' } : {});
        expect(answer).toEqual({ ok: false, code: 'MALFORMED' });
      }),
      { numRuns: 5000 },
    );
  });

  it('of a megabyte is not even read', () => {
    // Only its length may be asked for: everything else of it would cost time in proportion.
    const unread = new Proxy(new String('x'.repeat(1_000_000)), {
      get: (target, property) => {
        if (property !== 'length') throw new Error(`${String(property)} was asked for`);
        return target.length;
      },
    });
    expect(verifyScan(keyring, unread as unknown as string)).toEqual({ ok: false, code: 'MALFORMED' });
  });
});
