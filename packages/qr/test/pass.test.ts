import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateKeyringSpec, newPassId, parseKeyring, PASS_KINDS, signPass, verifyScan } from '../src/index.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const keyring = parseKeyring(generateKeyringSpec());

const pass = fc.record({ kind: fc.constantFrom(...PASS_KINDS), id: fc.bigInt(0n, 2n ** 64n - 1n) });
const place = fc.nat(39);

describe('golden vectors, made by another program', () => {
  const golden = JSON.parse(readFileSync(new URL('golden/vectors.json', import.meta.url), 'utf8'));
  const ring = parseKeyring(golden.keyring);

  it('a pass is printed today as it was printed on the first card', () => {
    for (const { kind, slot, id, token } of golden.passes) {
      expect(signPass(ring, { kind, slot, id: BigInt(id) })).toBe(token);
      expect(verifyScan(ring, token)).toEqual({ ok: true, format: 'pass', kind, slot, id: BigInt(id), token });
    }
    expect(golden.passes).toHaveLength(60);
  });

  it('other versions, kinds, keys and signatures are refused by name', () => {
    for (const { token, code } of golden.refused) expect(verifyScan(ring, token)).toEqual({ ok: false, code });
    expect(golden.refused).toHaveLength(4);
  });

  it('an old membership card is genuine when the old secret is known', () => {
    for (const { card, memberNumber, year } of golden.legacyCards) {
      const answer = verifyScan(ring, card, { legacySecret: golden.legacySecret });
      expect(answer).toEqual({ ok: true, format: 'legacy', memberNumber, year });
      expect(verifyScan(ring, card, { legacySecret: 'another' })).toEqual({ ok: false, code: 'BAD_SIGNATURE' });
      expect(verifyScan(ring, card)).toEqual({ ok: false, code: 'MALFORMED' });
    }
    expect(golden.legacyCards).toHaveLength(2);
  });
});

describe('a token', () => {
  it('has 40 characters and gives back kind, id and key', () => {
    fc.assert(
      fc.property(pass, ({ kind, id }) => {
        const token = signPass(keyring, { kind, id });
        expect(token).toMatch(/^[0-9A-HJKMNP-TV-Z]{40}$/);
        expect(verifyScan(keyring, token)).toEqual({ ok: true, format: 'pass', kind, id, slot: 1, token });
      }),
    );
  });

  it('is refused with any one character changed to another value', () => {
    fc.assert(
      fc.property(pass, place, fc.nat(30), (given, at, step) => {
        const token = signPass(keyring, given);
        const digit = ALPHABET[(ALPHABET.indexOf(token.charAt(at)) + 1 + step) % 32];
        const answer = verifyScan(keyring, token.slice(0, at) + digit + token.slice(at + 1));
        expect(answer.ok).toBe(false);
        // Only the first two characters carry version, kind and key.
        if (at >= 2) expect(answer).toEqual({ ok: false, code: 'BAD_SIGNATURE' });
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused with each of its characters changed to each other value', () => {
    const token = signPass(keyring, { kind: 'member', id: 0x0123456789abcdefn });
    const codes = new Set<string>();
    for (let at = 0; at < 40; at++) {
      for (const digit of ALPHABET.replace(token.charAt(at), '')) {
        const answer = verifyScan(keyring, token.slice(0, at) + digit + token.slice(at + 1));
        codes.add(answer.ok ? 'accepted' : answer.code);
      }
    }
    expect([...codes].sort()).toEqual(['BAD_SIGNATURE', 'UNKNOWN_KEY', 'UNSUPPORTED']);
  });

  it('is malformed when cut short, made longer, or spelled with a letter that is none', () => {
    fc.assert(
      fc.property(pass, place, fc.constantFrom(...ALPHABET), (given, at, digit) => {
        const token = signPass(keyring, given);
        for (const wrong of [token.slice(0, at), token + digit, digit + token, token.replace(token.charAt(at), 'U')]) {
          expect(verifyScan(keyring, wrong)).toEqual({ ok: false, code: 'MALFORMED' });
        }
      }),
    );
  });

  it('is refused when its kind is swapped for another', () => {
    fc.assert(
      fc.property(pass, fc.constantFrom(...PASS_KINDS), (given, kind) => {
        fc.pre(kind !== given.kind);
        // The first two characters are version, kind and key slot and the first two bits of the id.
        const swapped = signPass(keyring, { ...given, kind }).slice(0, 2) + signPass(keyring, given).slice(2);
        expect(verifyScan(keyring, swapped)).toEqual({ ok: false, code: 'BAD_SIGNATURE' });
      }),
    );
  });
});

describe('a keyring', () => {
  const [oldKey, newKey] = ['A', 'B'].map((letter) => Buffer.alloc(32, letter).toString('base64'));
  const before = parseKeyring(`1:${oldKey}`);
  const after = parseKeyring(`2:${newKey},1:${oldKey}`);

  it('signs with its first key and accepts what older ones signed, so rotating needs no reprint', () => {
    const printed = signPass(before, { kind: 'member', id: 7n });
    expect(verifyScan(after, printed)).toMatchObject({ ok: true, slot: 1 });
    expect(verifyScan(after, signPass(after, { kind: 'member', id: 7n }))).toMatchObject({ ok: true, slot: 2 });
    expect(signPass(after, { kind: 'member', id: 7n, slot: 1 })).toBe(printed);
  });

  it('knows no key it was not given', () => {
    const token = signPass(after, { kind: 'guest', id: 7n });
    expect(verifyScan(before, token)).toEqual({ ok: false, code: 'UNKNOWN_KEY' });
    expect(() => signPass(before, { kind: 'guest', id: 7n, slot: 2 })).toThrow(RangeError);
  });

  it('refuses another key in the same slot', () => {
    const other = parseKeyring(`1:${newKey}`);
    const token = signPass(before, { kind: 'guest', id: 7n });
    expect(verifyScan(other, token)).toEqual({ ok: false, code: 'BAD_SIGNATURE' });
  });

  it('is not fooled by a token that names another of its keys', () => {
    const [older, newer] = [1, 2].map((slot) => signPass(after, { kind: 'guest', id: 7n, slot }));
    // The first two characters are version, kind and key slot and the first two bits of the id.
    const swapped = `${older?.slice(0, 2)}${newer?.slice(2)}`;
    expect(verifyScan(after, swapped)).toEqual({ ok: false, code: 'BAD_SIGNATURE' });
  });

  it('is refused when it is misspelled, without repeating the key', () => {
    for (const spec of [
      '',
      '1',
      '1:',
      `16:${oldKey}`,
      `x:${oldKey}`,
      '1:c2hvcnQ=',
      `1:${oldKey},1:${newKey}`,
      `1:${oldKey},`,
    ]) {
      expect(() => parseKeyring(spec)).toThrow(RangeError);
      expect(() => parseKeyring(spec)).not.toThrow(oldKey);
    }
  });

  it('differs at every first start, as ids do', () => {
    expect(generateKeyringSpec()).not.toBe(generateKeyringSpec());
    const ids = Array.from({ length: 1000 }, newPassId);
    expect(new Set(ids).size).toBe(1000);
    expect(ids.some((id) => id > 2n ** 63n)).toBe(true);
  });
});
