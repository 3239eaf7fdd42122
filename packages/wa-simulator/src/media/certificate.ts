import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.ts';

const DAY_MS = 24 * 3600 * 1000;
const VALID_DAYS = 3650;
const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** PEM texts. `authority` is what clients trust (NODE_EXTRA_CA_CERTS); its private key is thrown away. */
export interface MediaCertificate {
  authority: string;
  certificate: string;
  key: string;
}

/** Makes a fresh authority and one certificate of it for localhost and 127.0.0.1 (RFC 5280), valid for ten years. */
export function createMediaCertificate(): MediaCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const host = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const authorityId = keyIdentifier(authority.publicKey);
  const issuer = { name: 'WhatsApp simulator authority', signingKey: authority.privateKey };
  return {
    authority: issue(issuer, issuer.name, authority.publicKey, [
      extension('2.5.29.19', true, sequence(boolean(true), integer(Buffer.from([0])))),
      extension('2.5.29.15', true, bitString(Buffer.from([0x06]), 1)), // keyCertSign, cRLSign
      extension('2.5.29.14', false, octetString(authorityId)),
    ]),
    certificate: issue(issuer, 'localhost', host.publicKey, [
      extension('2.5.29.19', true, sequence()),
      extension('2.5.29.15', true, bitString(Buffer.from([0x80]), 7)), // digitalSignature
      extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))), // serverAuth
      extension('2.5.29.35', false, sequence(implicit(0, authorityId))),
      extension(
        '2.5.29.17',
        false,
        sequence(implicit(2, Buffer.from('localhost')), implicit(7, Buffer.from([127, 0, 0, 1]))),
      ),
    ]),
    key: host.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** False when a stored certificate ends within a day, and a new one has to be made. */
export function isStillValid({ certificate }: MediaCertificate): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) > Date.now() + DAY_MS;
}

function issue(issuer: { name: string; signingKey: KeyObject }, subject: string, key: KeyObject, extensions: Buffer[]) {
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer.name),
    sequence(utcTime(new Date(Date.now() - DAY_MS)), utcTime(new Date(Date.now() + VALID_DAYS * DAY_MS))),
    distinguishedName(subject),
    key.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, issuer.signingKey);
  return new X509Certificate(sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(signature))).toString();
}

const distinguishedName = (commonName: string) =>
  sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))));

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

const keyIdentifier = (key: KeyObject) =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
