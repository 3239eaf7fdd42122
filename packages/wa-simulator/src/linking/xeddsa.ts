import { createPublicKey, verify } from 'node:crypto';

const P = 2n ** 255n - 19n;

/**
 * Verifies an XEdDSA signature (signal.org/docs/specifications/xeddsa, 2.6 without VRF, as libsignal lays it out: the sign of the
 * Edwards key in the last bit of the signature). Own code, since Baileys' `Curve.verify` accepts any 64 bytes.
 * `publicKey` is the 32-byte Montgomery key.
 */
export function verifyXEdDsa(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const edwards = toEdwards(publicKey, signature[63]! & 0x80);
  const plain = Buffer.from(signature);
  plain[63]! &= 0x7f;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: edwards.toString('base64url') }, format: 'jwk' });
  return verify(null, message, key, plain);
}

/** y = (u − 1) / (u + 1), little-endian, with the sign of x in the top bit. */
function toEdwards(montgomery: Uint8Array, sign: number): Buffer {
  const u = BigInt(`0x${Buffer.from(montgomery).reverse().toString('hex')}`) & (2n ** 255n - 1n);
  const y = ((u - 1n + P) * power(u + 1n, P - 2n)) % P;
  const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  bytes[31]! |= sign;
  return bytes;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, factor] = [1n, base % P];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % P;
    factor = (factor * factor) % P;
  }
  return result;
}
