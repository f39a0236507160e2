import { KeyringProgram } from './keyringProgram.js';
import * as messages from './messages.js';
import type { Output, ProgramOptions } from './program.js';
import { assertName, LABEL, type SecretStore, SERVICE } from './secretStore.js';

/** The keyring of a Linux desktop (GNOME Keyring, KWallet, KeePassXC), through `secret-tool` of libsecret. */
export class SecretTool implements SecretStore {
  readonly place: string;
  readonly #program: KeyringProgram;

  constructor(options: Omit<ProgramOptions, 'program' | 'name'> & { readonly program?: string | undefined }) {
    this.place = messages.systemKeyring('secret-tool');
    this.#program = new KeyringProgram(this.place, {
      ...options,
      program: options.program ?? 'secret-tool',
      name: 'secret-tool',
    });
  }

  async get(name: string): Promise<string | undefined> {
    const output = await this.#program.run(['lookup', ...attributesOf(name)]);
    if (output.code === 0) {
      return output.stdout;
    }
    this.#assertNoError(output);
    await this.#assertAbsent(name);
    return undefined;
  }

  async store(name: string, value: string): Promise<void> {
    const output = await this.#program.run(['store', `--label=${LABEL}`, ...attributesOf(name)], value);
    if (output.code !== 0) {
      throw this.#failure(output, value);
    }
  }

  async delete(name: string): Promise<void> {
    const output = await this.#program.run(['clear', ...attributesOf(name)]);
    if (output.code !== 0) {
      this.#assertNoError(output);
      await this.#assertAbsent(name);
    }
  }

  /** `lookup` and `clear` tell a secret in a locked keyring from a missing one by nothing; `search` finds it all the same. */
  async #assertAbsent(name: string): Promise<void> {
    const output = await this.#program.run(['search', ...attributesOf(name)]);
    if (output.stdout.trim() !== '') {
      throw messages.locked(this.place);
    }
    this.#assertNoError(output);
  }

  /** A missing secret is a failure without a message. */
  #assertNoError(output: Output): void {
    if (output.code === null || output.stderr.includes('secret-tool:')) {
      throw this.#failure(output);
    }
  }

  #failure(output: Output, secret?: string): Error {
    return /\blocked\b/.test(output.stderr)
      ? messages.locked(this.place)
      : this.#program.failure(withoutWarnings(output), secret);
  }
}

function attributesOf(name: string): readonly string[] {
  assertName(name);
  return ['service', SERVICE, 'key', name];
}

/** Its libraries write warnings of their own. */
function withoutWarnings(output: Output): Output {
  const lines = output.stderr.split('\n').filter((line) => line.startsWith('secret-tool:'));
  return { ...output, stderr: lines.map((line) => line.replace('secret-tool:', '').trim()).join(' ') };
}
