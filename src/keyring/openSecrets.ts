import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { DataProtection } from './dataProtection.js';
import { KeyFiles } from './keyFiles.js';
import { MacKeychain } from './macKeychain.js';
import * as messages from './messages.js';
import { SecretTool } from './secretTool.js';
import type { SecretStore } from './secretStore.js';
import type { Environment } from '../core/ports.js';

/** Stored, read and deleted to find out whether a keyring works. */
const PROBE = 'probe';

export interface OpenSecretsOptions {
  /** A folder of the command's own. */
  readonly folder: string;
  /** Whether something has been encrypted already, so that its key exists. */
  readonly isKeyNeeded: boolean;
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  /** The keyring's program, if not the usual one. */
  readonly program?: string;
  /** Milliseconds for each run of that program, if not the usual ones. */
  readonly timeLimit?: number;
}

export interface OpenedSecrets {
  readonly secrets: SecretStore;
  /** Why the keyring is not used, in a clause; `undefined` if it is, or if that was decided earlier. */
  readonly problem: string | undefined;
}

/**
 * The place for the key: where it is already, else the system's keyring if that works, else a file. A keyring that has been used
 * is never replaced: if it is locked, its methods throw `CredentialError` until it is unlocked.
 */
export async function openSecrets(options: OpenSecretsOptions): Promise<OpenedSecrets> {
  const files = new KeyFiles(path.join(options.folder, 'keys'));
  if (await files.areThere()) {
    return { secrets: files, problem: undefined };
  }
  const keyring = keyringOf(options);
  if (options.isKeyNeeded) {
    return { secrets: keyring, problem: undefined };
  }
  try {
    await probe(keyring);
    return { secrets: keyring, problem: undefined };
  } catch (error) {
    if (error instanceof messages.KeyringError) {
      return { secrets: files, problem: messages.notUsed(keyring.place, error.reason) };
    }
    throw error;
  }
}

function keyringOf({ platform, folder, ...options }: OpenSecretsOptions): SecretStore {
  switch (platform) {
    case 'darwin':
      return new MacKeychain(options);
    case 'win32':
      return new DataProtection(path.join(folder, 'keys'), options);
    default:
      return new SecretTool(options);
  }
}

async function probe(keyring: SecretStore): Promise<void> {
  // Two processes may do this at the same moment.
  const name = `${PROBE}-${randomBytes(8).toString('hex')}`;
  const value = randomBytes(16).toString('base64');
  await keyring.store(name, value);
  const found = await keyring.get(name);
  await keyring.delete(name);
  if (found !== value) {
    throw messages.failed(keyring.place, messages.notKept());
  }
}
