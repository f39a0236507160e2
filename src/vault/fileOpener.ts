import type { Logger } from '../core/ports.js';
import { Secret } from '../core/secret.js';
import type { FileBytes } from './atomicFile.js';
import { ContentReader, EMPTY, type VaultContent } from './content.js';
import { readEnvelope } from './envelope.js';
import type { VaultKey } from './key.js';
import type { VaultKeyStore } from './keyStore.js';
import type { StoredCredentials } from './storedCredentials.js';

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The opened file. */
export interface Opened {
  readonly bytes: FileBytes;
  /** The key that it was opened with; `undefined` if there is no readable file. */
  readonly key: VaultKey | undefined;
  /** The decrypted content as text. */
  readonly text: Secret | undefined;
  readonly content: VaultContent;
  /** The valid entries. */
  readonly credentials: ReadonlyMap<string, StoredCredentials>;
}

/** Why the file can't be opened: by any window, by this window, or by this version. */
export type Closed = 'unreadable' | 'keyMissing' | 'newer';

/** Decrypts and reads the bytes of the vault's file. Changes nothing. */
export class FileOpener {
  #reader: Promise<ContentReader> | undefined;
  readonly #reported = new Set<string>();

  constructor(
    private readonly keys: Pick<VaultKeyStore, 'find'>,
    private readonly log: Logger,
  ) {}

  async open(bytes: FileBytes): Promise<Opened | Closed> {
    if (!bytes) {
      return empty(bytes);
    }
    const envelope = readEnvelope(bytes);
    if (envelope === undefined || envelope === 'newer') {
      return envelope ?? 'unreadable';
    }
    const key = await this.keys.find(envelope.keyId);
    if (!key) {
      return 'keyMissing';
    }
    const text = key.open(envelope);
    const reader = await this.#contentReader();
    const content = text === undefined ? undefined : reader.content(text);
    if (text === undefined || !content) {
      return 'unreadable';
    }
    return { bytes, key, text: new Secret(text), content, credentials: this.#credentialsIn(content, reader) };
  }

  #credentialsIn({ entries }: VaultContent, reader: ContentReader): ReadonlyMap<string, StoredCredentials> {
    const credentials = new Map<string, StoredCredentials>();
    for (const [id, value] of entries) {
      const entry = reader.entry(value);
      if ('wrong' in entry) {
        this.#report(id, entry.wrong);
      } else {
        credentials.set(id, entry);
      }
    }
    return credentials;
  }

  /** Logs an invalid entry once, without its value. */
  #report(id: string, wrong: string): void {
    const name = ID.test(id) ? id : 'an integration';
    const line = `The stored credentials of ${name} can't be read, so it is signed out: ${wrong || 'not an object'}`;
    if (!this.#reported.has(line)) {
      this.#reported.add(line);
      this.log.warn(line);
    }
  }

  #contentReader(): Promise<ContentReader> {
    this.#reader ??= import('./zod.js').then((z) => new ContentReader(z));
    return this.#reader;
  }
}

/** No file, or one that counts as empty. */
export function empty(bytes: FileBytes): Opened {
  return { bytes, key: undefined, text: undefined, content: EMPTY, credentials: new Map() };
}
