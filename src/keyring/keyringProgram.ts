import { redact } from '../core/redaction.js';
import { Secret } from '../core/secret.js';
import * as messages from './messages.js';
import { type Output, ProgramFailure, type ProgramOptions, run } from './program.js';

/** The program of one keyring. Its failures name the keyring. */
export class KeyringProgram {
  constructor(
    readonly place: string,
    private readonly options: ProgramOptions,
  ) {}

  /** Throws `CredentialError` if there is no answer. */
  async run(args: readonly string[], input?: string): Promise<Output> {
    try {
      return await run(this.options, args, input);
    } catch (error) {
      throw error instanceof ProgramFailure ? messages.failed(this.place, error.message) : error;
    }
  }

  /** @param secret what the program was given, and may repeat */
  failure({ code, stderr }: Output, secret?: string): messages.KeyringError {
    const said = redact(stderr, secret === undefined ? [] : [new Secret(secret)]).trim();
    return messages.failed(this.place, said === '' ? messages.endedWith(this.options.name, code) : said);
  }
}
