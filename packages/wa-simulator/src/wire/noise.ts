import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  NOISE_MODE,
  NOISE_WA_HEADER,
  sha256,
  type KeyPair,
} from '@whiskeysockets/baileys';

const EMPTY = Buffer.alloc(0);

/** Encrypts and decrypts frames once the handshake is over; each direction counts its own frames. */
export class NoiseTransport {
  readonly #readKey: Uint8Array;
  readonly #writeKey: Uint8Array;
  #read = 0;
  #written = 0;

  constructor(readKey: Uint8Array, writeKey: Uint8Array) {
    this.#readKey = readKey;
    this.#writeKey = writeKey;
  }

  seal(plain: Uint8Array): Buffer {
    return aesEncryptGCM(plain, this.#writeKey, nonce(this.#written++), EMPTY);
  }

  /** Throws when the frame was not sealed with the agreed key, or arrives out of order. */
  open(sealed: Uint8Array): Buffer {
    return aesDecryptGCM(sealed, this.#readKey, nonce(this.#read++), EMPTY);
  }
}

/**
 * The responder of Noise_XX_25519_AESGCM_SHA256 (noiseprotocol.org, 7.5), which Baileys has only as an initiator:
 * client hello → `answer` → client finish → `finish`.
 */
export class NoiseResponder {
  readonly #static: KeyPair;
  readonly #ephemeral = Curve.generateKeyPair();
  #hash: Buffer;
  #salt: Buffer;
  #key: Buffer;
  #counter = 0;

  constructor(staticKey: KeyPair) {
    this.#static = staticKey;
    const name = Buffer.from(NOISE_MODE);
    this.#hash = name.length === 32 ? name : sha256(name);
    this.#salt = this.#hash;
    this.#key = this.#hash;
    this.#authenticate(NOISE_WA_HEADER);
  }

  /** Takes the client's ephemeral key and gives the three fields of the server hello; `certificate` travels sealed. */
  answer(clientEphemeral: Uint8Array, certificate: Uint8Array) {
    this.#authenticate(clientEphemeral);
    this.#authenticate(this.#ephemeral.public);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, clientEphemeral));
    const staticKey = this.#encrypt(this.#static.public);
    this.#mix(Curve.sharedKey(this.#static.private, clientEphemeral));
    return { ephemeral: this.#ephemeral.public, static: staticKey, payload: this.#encrypt(certificate) };
  }

  /** Reads the client's sealed static key and payload. Throws when either is not authentic. */
  finish(sealedStatic: Uint8Array, sealedPayload: Uint8Array) {
    const clientStatic = this.#decrypt(sealedStatic);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, clientStatic));
    const payload = this.#decrypt(sealedPayload);
    const keys = hkdf(EMPTY, 64, { salt: this.#salt, info: '' });
    return { clientStatic, payload, transport: new NoiseTransport(keys.subarray(0, 32), keys.subarray(32)) };
  }

  #authenticate(data: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, data]));
  }

  #mix(secret: Uint8Array): void {
    const output = Buffer.from(hkdf(secret, 64, { salt: this.#salt, info: '' }));
    this.#salt = output.subarray(0, 32);
    this.#key = output.subarray(32);
    this.#counter = 0;
  }

  #encrypt(plain: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plain, this.#key, nonce(this.#counter++), this.#hash);
    this.#authenticate(sealed);
    return sealed;
  }

  #decrypt(sealed: Uint8Array): Buffer {
    const plain = aesDecryptGCM(sealed, this.#key, nonce(this.#counter++), this.#hash);
    this.#authenticate(sealed);
    return plain;
  }
}

function nonce(counter: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(counter, 8);
  return bytes;
}
