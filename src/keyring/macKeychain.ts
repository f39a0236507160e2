import { KeyringProgram } from './keyringProgram.js';
import * as messages from './messages.js';
import type { Output, ProgramOptions } from './program.js';
import { assertName, LABEL, type SecretStore, SERVICE } from './secretStore.js';

/** How `security` ends: the lowest octet of errSecItemNotFound (-25300) and of errSecInteractionNotAllowed (-25308). */
const NOT_FOUND = 44;
const LOCKED = 36;

/** The login keychain of macOS, through `security`. */
export class MacKeychain implements SecretStore {
  readonly place = messages.macKeychain();
  readonly #program: KeyringProgram;

  constructor(options: Omit<ProgramOptions, 'program' | 'name'> & { readonly program?: string | undefined }) {
    const program = options.program ?? '/usr/bin/security';
    this.#program = new KeyringProgram(this.place, { ...options, program, name: 'security' });
  }

  async get(name: string): Promise<string | undefined> {
    assertName(name);
    const output = await this.#program.run(['find-generic-password', '-s', SERVICE, '-a', name, '-w']);
    if (output.code === NOT_FOUND) {
      return undefined;
    }
    this.#assertDone(output);
    return output.stdout.replace(/\n$/, '');
  }

  async store(name: string, value: string): Promise<void> {
    assertName(name);
    if (!/^[\w.+/=-]+$/.test(value)) {
      throw new TypeError('Only secrets in base64 can be stored');
    }
    // By its interactive mode, since `-w` would make the secret an argument. That mode's exit code says nothing.
    const line = `add-generic-password -U -s "${SERVICE}" -a "${name}" -l "${LABEL}" -w "${value}"\n`;
    this.#assertDone(await this.#program.run(['-i'], line), value);
    if ((await this.get(name)) !== value) {
      throw messages.failed(this.place, messages.notKept());
    }
  }

  async delete(name: string): Promise<void> {
    assertName(name);
    const output = await this.#program.run(['delete-generic-password', '-s', SERVICE, '-a', name]);
    if (output.code !== NOT_FOUND) {
      this.#assertDone(output);
    }
  }

  #assertDone(output: Output, secret?: string): void {
    if (output.code === LOCKED) {
      throw messages.locked(this.place);
    }
    if (output.code !== 0) {
      throw this.#program.failure(output, secret);
    }
  }
}
