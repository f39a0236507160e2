import { CredentialError, type CredentialErrorOptions, type Failure } from '../core/errors.js';

export interface CoderErrorOptions extends CredentialErrorOptions {
  readonly status?: number;
  /** The error's `detail`, as received, such as `authorization_pending`. */
  readonly detail?: string | undefined;
}

/** A failed call of Coder's API. */
export class CoderError extends CredentialError {
  readonly status: number | undefined;
  readonly detail: string | undefined;

  constructor(failure: Failure, message: string, options: CoderErrorOptions = {}) {
    super(failure, message, options);
    this.status = options.status;
    this.detail = options.detail;
  }
}
