/** The version of the file and of its content that this code writes. Another is not read, and a newer one not touched. */
export const VAULT_VERSION = 1;

/** What stands in the file of a vault, of which nothing but the sealed content is secret. */
export interface Envelope {
  /** The key that it was sealed with. */
  readonly keyId: string;
  readonly nonce: Buffer;
  /** The encrypted content, and its tag. */
  readonly sealed: Buffer;
}

/** The text of a file. */
export function writeEnvelope({ keyId, nonce, sealed }: Envelope): Buffer {
  const fields = {
    version: VAULT_VERSION,
    key: keyId,
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
  };
  return Buffer.from(`${JSON.stringify(fields)}\n`);
}

/** What a file holds: `newer` if a later version of this extension has written it, `undefined` if it is no such file. */
export function readEnvelope(file: Buffer): Envelope | 'newer' | undefined {
  const fields = fieldsOf(file);
  const { version, key, nonce, sealed } = fields;
  if (typeof version === 'number' && Number.isInteger(version) && version > VAULT_VERSION) {
    return 'newer';
  }
  if (typeof key !== 'string' || typeof nonce !== 'string' || typeof sealed !== 'string') {
    return undefined;
  }
  const envelope = { keyId: key, nonce: Buffer.from(nonce, 'base64'), sealed: Buffer.from(sealed, 'base64') };
  // Base64 is read generously: only what would be written again to the octet is as it was written.
  return writeEnvelope(envelope).equals(file) ? envelope : undefined;
}

function fieldsOf(file: Buffer): Readonly<Partial<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(file.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
