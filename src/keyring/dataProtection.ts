import { systemProgram } from '../core/windows.js';
import { KeyFiles } from './keyFiles.js';
import { KeyringProgram } from './keyringProgram.js';
import * as messages from './messages.js';
import type { Output, ProgramOptions } from './program.js';
import type { SecretStore } from './secretStore.js';

/** Converts standard input, so that no secret is an argument. */
const script = (conversion: string) =>
  [
    "$ErrorActionPreference = 'Stop'",
    'Add-Type -AssemblyName System.Security',
    '$text = [Console]::In.ReadToEnd().Trim()',
    `[Console]::Out.Write(${conversion})`,
  ].join('; ');

const PROTECT = script(
  "[Convert]::ToBase64String([Security.Cryptography.ProtectedData]::Protect([Text.Encoding]::UTF8.GetBytes($text), $null, 'CurrentUser'))",
);
const UNPROTECT = script(
  "[Text.Encoding]::UTF8.GetString([Security.Cryptography.ProtectedData]::Unprotect([Convert]::FromBase64String($text), $null, 'CurrentUser'))",
);

/** Files that Windows encrypts for the user (DPAPI), through PowerShell. */
export class DataProtection implements SecretStore {
  readonly place = messages.dataProtection();
  readonly #program: KeyringProgram;
  readonly #files: KeyFiles;

  /** @param folder of the encrypted files */
  constructor(
    folder: string,
    options: Omit<ProgramOptions, 'program' | 'name'> & { readonly program?: string | undefined },
  ) {
    const program = options.program ?? systemProgram('WindowsPowerShell\\v1.0\\powershell.exe', options.environment);
    this.#program = new KeyringProgram(this.place, { ...options, program, name: 'PowerShell' });
    this.#files = new KeyFiles(folder, '.dpapi');
  }

  async get(name: string): Promise<string | undefined> {
    const encrypted = await this.#files.get(name);
    return encrypted === undefined ? undefined : this.#convert(UNPROTECT, encrypted);
  }

  async store(name: string, value: string): Promise<void> {
    await this.#files.store(name, await this.#convert(PROTECT, value));
  }

  delete(name: string): Promise<void> {
    return this.#files.delete(name);
  }

  async #convert(command: string, input: string): Promise<string> {
    const output: Output = await this.#program.run(['-NoProfile', '-NonInteractive', '-Command', command], input);
    if (output.code !== 0 || output.stdout === '') {
      throw this.#program.failure(output, input);
    }
    return output.stdout.trim();
  }
}
