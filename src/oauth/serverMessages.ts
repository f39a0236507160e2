import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/*
 * What can be wrong with an authorization server, or with how it is defined, each with the next step and whom to ask.
 */

export function issuerInvalid(problem: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('The issuer cannot be used: {0}. Correct it, or ask the administrator of the OAuth server for it.', problem),
  );
}

/** @param field as it is called in the settings, such as `token_uri` */
export function enteredEndpointUnsafe(field: string, problem: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('The {0} cannot be used: {1}. Correct it, or ask the administrator of the OAuth server for it.', field, problem),
  );
}

/** @param endpoint as the metadata call it, such as `token_endpoint` */
export function endpointUnsafe(host: string, endpoint: string, problem: string): CredentialError {
  return new CredentialError(
    'protocol',
    t('The {0} that {1} names cannot be used: {2}. Tell its administrator.', endpoint, oneLine(host), problem),
  );
}

export function endpointMissing(host: string, endpoint: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'No {0} of {1} is known, and this cannot be done without it. Ask the administrator of {1} for it.',
      endpoint,
      oneLine(host),
    ),
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

/** @param told the issuer that the server says it is */
export function issuerDiffers(host: string, told: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      '{0} says that its issuer is {1}, which is not the one that was asked for. Ask its administrator which is right.',
      oneLine(host),
      oneLine(told),
    ),
  );
}

export function s256NotOffered(host: string, methods: readonly string[]): CredentialError {
  const listed = methods.length === 0 ? t('no method of PKCE') : oneLine(methods.join(', '));
  return new CredentialError(
    'protocol',
    t(
      '{0} offers {1}, but not S256, without which others could take over a sign-in. Ask its administrator to turn on PKCE with S256.',
      oneLine(host),
      listed,
    ),
  );
}

/* Clauses: why an address can't be used. */

export const hasQuery = () => t('it holds a query or a fragment');
export const hasFragment = () => t('it holds a fragment');
export const notText = () => t('it is not a text');
export const onThisMachine = () => t('it leads to this machine, which the server is not on');
