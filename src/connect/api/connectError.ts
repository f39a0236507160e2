import { CredentialError, type CredentialErrorOptions, type Failure } from '../../core/errors.js';

/**
 * Why a call to Posit Connect failed:
 *
 * - `credential`: the server does not accept the access token or the API key;
 * - `noUser`: it accepts it, but it belongs to a service principal, which has no user;
 * - `permission`: the user may not do that;
 * - `notLicensed`, `turnedOff`, `tooOld`: the server has no OAuth integrations;
 * - `missing`: what was asked for does not exist (any more);
 * - `busy`: the server can't answer now;
 * - `notConnect`: something answers, but not a Posit Connect;
 * - `malformed`: the answer can't be understood;
 * - `rejected`: any other refusal.
 */
export type ConnectProblem =
  | 'credential'
  | 'noUser'
  | 'permission'
  | 'notLicensed'
  | 'turnedOff'
  | 'tooOld'
  | 'missing'
  | 'busy'
  | 'notConnect'
  | 'malformed'
  | 'rejected';

export interface ConnectErrorOptions extends CredentialErrorOptions {
  readonly problem: ConnectProblem;
  readonly status: number;
  /** The code of Connect's API, if the answer has one. */
  readonly code?: number | undefined;
}

/** A failed call to Posit Connect's API. */
export class ConnectError extends CredentialError {
  readonly problem: ConnectProblem;
  readonly status: number;
  readonly code: number | undefined;

  constructor(failure: Failure, message: string, options: ConnectErrorOptions) {
    super(failure, message, options);
    this.problem = options.problem;
    this.status = options.status;
    this.code = options.code;
  }
}
