import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { listOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';

/*
 * What can be wrong with an authorization server or its definition, each with the next step.
 */

export function issuerInvalid(problem: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('The issuer cannot be used: {0}. Correct it, or ask the administrator of the OAuth server for it.', problem),
  );
}

/** @param field its name in the settings, such as `token_uri` */
export function enteredEndpointUnsafe(field: string, problem: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('The {0} cannot be used: {1}. Correct it, or ask the administrator of the OAuth server for it.', field, problem),
  );
}

/** @param endpoint its name in the metadata, such as `token_endpoint` */
export function endpointUnsafe(host: string, endpoint: string, problem: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The {0} in the metadata of {1} cannot be used: {2}. Contact its administrator.',
      endpoint,
      oneLine(host),
      problem,
    ),
  );
}

export function endpointMissing(host: string, endpoint: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{1} has no {0}, which is needed for this. Ask the administrator of {1} for it.', endpoint, oneLine(host)),
  );
}

export function metadataMissing(host: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      '{0} does not publish its OAuth endpoints. Check the issuer, or enter the endpoints by hand; the administrator of {0} knows both.',
      oneLine(host),
    ),
  );
}

/** A server calls itself by another issuer than the one by which it was asked (RFC 8414, section 3.3). */
export class IssuerMismatch extends CredentialError {
  /** @param told the issuer in the metadata */
  constructor(
    message: string,
    readonly told: string,
  ) {
    super('protocol', message);
  }
}

/** @param told the issuer in the metadata */
export function issuerDiffers(host: string, told: string): IssuerMismatch {
  return new IssuerMismatch(
    t(
      '{0} says that its issuer is {1}, which is not the one you entered. Ask its administrator which one is right.',
      oneLine(host),
      oneLine(told),
    ),
    told,
  );
}

export function s256NotOffered(host: string, methods: readonly string[]): CredentialError {
  return new CredentialError(
    'protocol',
    methods.length === 0
      ? t(
          '{0} offers no PKCE, which protects the sign-in from being taken over. Ask its administrator to turn on PKCE with S256.',
          oneLine(host),
        )
      : t(
          '{0} offers {1}, but not S256, which protects the sign-in from being taken over. Ask its administrator to turn on PKCE with S256.',
          oneLine(host),
          oneLine(listOf(methods)),
        ),
  );
}

/* Clauses that say why an address can't be used. */

export const hasQuery = () => t('it contains a query or a fragment');
export const hasFragment = () => t('it contains a fragment');
export const notText = () => t('it is not text');
