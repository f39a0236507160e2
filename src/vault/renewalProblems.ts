import { type CredentialError, errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import { isSame } from './credentialStore.js';

/** Why a token set could not be renewed. */
interface Problem {
  readonly grant: TokenSet;
  readonly error: CredentialError;
}

/** The last failed renewal of each integration whose tokens are in the vault, until one succeeds. */
export class RenewalProblems {
  readonly #problems = new Map<string, Problem>();

  constructor(private readonly log: Logger) {}

  record(id: string, grant: TokenSet, error: CredentialError): void {
    const line = `vault: ${id} could not be renewed: ${errorChain(error)}`;
    const before = this.#problems.get(id);
    // A repeated failure is logged once as a warning, then at debug level.
    if (before && errorChain(before.error) === errorChain(error)) {
      this.log.debug(line);
    } else {
      this.log.warn(line);
    }
    this.#problems.set(id, { grant, error });
  }

  delete(id: string): void {
    this.#problems.delete(id);
  }

  /** The last problem with a token set; without one, with the last token set. */
  of(id: string, grant: TokenSet | undefined): CredentialError | undefined {
    const problem = this.#problems.get(id);
    if (problem && grant && !isSame(problem.grant, grant)) {
      // The user has signed in again, or another window has renewed it.
      this.#problems.delete(id);
      return undefined;
    }
    return problem?.error;
  }
}
