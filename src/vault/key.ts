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

/** Octets of a key of AES-256, of the nonce that GCM wants, and of its tag (NIST SP 800-38D, section 5.2.1). */
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

const ALGORITHM = 'aes-256-gcm';

/** The key to a vault. It can't be had out of an error or a log: Node prints none of a key object's octets. */
export class VaultKey {
  /** Tells keys apart, and is not secret: nothing of a random key can be had out of its hash. */
  readonly id: string;
  readonly #key: KeyObject;

  private constructor(octets: Buffer) {
    this.id = createHash('sha256').update('key of a vault:').update(octets).digest('hex').slice(0, 32);
    this.#key = createSecretKey(octets);
  }

  /** A new one. */
  static make(): VaultKey {
    return new VaultKey(randomBytes(KEY_LENGTH));
  }

  /** The key that {@link text} has given out; `undefined` for any other text. */
  static fromText(text: string): VaultKey | undefined {
    const octets = Buffer.from(text, 'base64');
    return octets.length === KEY_LENGTH && octets.toString('base64') === text ? new VaultKey(octets) : undefined;
  }

  /** The key itself, to be kept. */
  text(): Secret {
    return new Secret(this.#key.export().toString('base64'));
  }

  /** The text of a vault's file that holds `content`. */
  seal(content: string): Buffer {
    // A nonce that is used twice gives the key away (NIST SP 800-38D, section 8); a random one serves 2^32 times.
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_LENGTH });
    cipher.setAAD(header(this.id));
    const sealed = Buffer.concat([cipher.update(content, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return writeEnvelope({ keyId: this.id, nonce, sealed });
  }

  /** The content that was sealed with this key; `undefined` if it was not, or is not as it was then. */
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

/** What stands in clear beside the content, and must not be changed either. */
function header(keyId: string): Buffer {
  return Buffer.from(JSON.stringify([VAULT_VERSION, keyId]));
}
