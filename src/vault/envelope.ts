/** The version of the file and its content. Other versions are not read, and newer ones are not changed. */
export const VAULT_VERSION = 1;

/** The fields of a vault's file. Only the sealed content is secret. */
export interface Envelope {
  /** The key that it was sealed with. */
  readonly keyId: string;
  readonly nonce: Buffer;
  /** The encrypted content, followed by the authentication tag. */
  readonly sealed: Buffer;
}

/** The file for an envelope. */
export function writeEnvelope({ keyId, nonce, sealed }: Envelope): Buffer {
  const fields = {
    version: VAULT_VERSION,
    key: keyId,
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
  };
  return Buffer.from(`${JSON.stringify(fields)}\n`);
}

/** Parses a file: `newer` if a later version of this extension has written it, `undefined` if it is invalid. */
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
  // Node decodes invalid base64, too: accept only the exact bytes that would be written.
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
