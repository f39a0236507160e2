import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { Secret } from '../core/secret.js';
import { VAULT_VERSION, writeEnvelope, type Envelope } from './envelope.js';

/** Sizes in octets of an AES-256 key, of GCM's nonce and of its tag (NIST SP 800-38D, section 5.2.1). */
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

const ALGORITHM = 'aes-256-gcm';

/** The key of a vault. It can't appear in an error or a log: Node does not print the octets of a key object. */
export class VaultKey {
  /** Identifies the key. Not secret: a random key can't be derived from its hash. */
  readonly id: string;
  readonly #key: KeyObject;

  private constructor(octets: Buffer) {
    this.id = createHash('sha256').update('key of a vault:').update(octets).digest('hex').slice(0, 32);
    this.#key = createSecretKey(octets);
  }

  /** Creates a random key. */
  static create(): VaultKey {
    return new VaultKey(randomBytes(KEY_LENGTH));
  }

  /** The key for a text returned by {@link text}; `undefined` for any other text. */
  static fromText(text: string): VaultKey | undefined {
    const octets = Buffer.from(text, 'base64');
    return octets.length === KEY_LENGTH && octets.toString('base64') === text ? new VaultKey(octets) : undefined;
  }

  /** The key as text, for storing it. */
  text(): Secret {
    return new Secret(this.#key.export().toString('base64'));
  }

  /** Encrypts `content` and returns the vault's file. */
  seal(content: string): Buffer {
    // Reusing a nonce would break the encryption (NIST SP 800-38D, section 8); random ones are safe for 2^32 messages.
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_LENGTH });
    cipher.setAAD(header(this.id));
    const sealed = Buffer.concat([cipher.update(content, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return writeEnvelope({ keyId: this.id, nonce, sealed });
  }

  /** Decrypts content that was sealed with this key; `undefined` if it was sealed with another key or has been changed. */
  open({ keyId, nonce, sealed }: Envelope): string | undefined {
    if (nonce.length !== NONCE_LENGTH || sealed.length < TAG_LENGTH) {
      return undefined;
    }
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_LENGTH });
    decipher.setAAD(header(keyId));
    decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_LENGTH)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/** The unencrypted fields, which are authenticated as well. */
function header(keyId: string): Buffer {
  return Buffer.from(JSON.stringify([VAULT_VERSION, keyId]));
}
