import { Curve, proto, type KeyPair } from '@whiskeysockets/baileys';

/**
 * `chain` is the encoded certificate chain (root → intermediate → leaf) over `staticKey`. A client that checks it needs
 * `rootPublicKey` in place of WhatsApp's own; Baileys 7.0.0-rc14 accepts any signature.
 */
export interface ServerIdentity {
  staticKey: KeyPair;
  rootPublicKey: Uint8Array;
  chain: Uint8Array;
}

const FAR_FUTURE_SECONDS = 4_000_000_000;

/** Makes the server's static Noise key and the chain which vouches for it. */
export function createServerIdentity(): ServerIdentity {
  const [root, intermediate, staticKey] = [Curve.generateKeyPair(), Curve.generateKeyPair(), Curve.generateKeyPair()];
  const intermediateDetails = details({ serial: 1, issuerSerial: 0, key: intermediate.public });
  const leafDetails = details({ serial: 2, issuerSerial: 1, key: staticKey.public });
  const chain = proto.CertChain.encode({
    leaf: { details: leafDetails, signature: Curve.sign(intermediate.private, leafDetails) },
    intermediate: { details: intermediateDetails, signature: Curve.sign(root.private, intermediateDetails) },
  }).finish();
  return { staticKey, rootPublicKey: root.public, chain };
}

function details(fields: { serial: number; issuerSerial: number; key: Uint8Array }): Uint8Array {
  const { Details } = proto.CertChain.NoiseCertificate;
  return Details.encode({ ...fields, notBefore: 0, notAfter: FAR_FUTURE_SECONDS }).finish();
}
