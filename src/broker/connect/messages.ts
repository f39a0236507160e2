import { t } from '@vscode/l10n';
import { noAwsCredentials } from '../../core/contentChoices.js';
import type { AuthType } from '../../core/integration.js';
import { anyOf, listOf } from '../../core/lists.js';
import { oneLine } from '../../core/text.js';
import { TOKEN_TYPES, type TokenType } from './tokenTypes.js';

/*
 * Messages to content under development, in sentences for its author. They are functions and not constants, since the
 * language is known only after activation.
 */

export const wrongKey = (): string =>
  t(
    'The request does not carry the API key of this editor window. Start the content in a terminal that is opened with Posit Workbench: Open Terminal as on Posit Connect, or with credentials connect run.',
  );

export const unknownPath = (): string =>
  t(
    'The editor answers only the calls of content that is about its credentials: this one exists on Posit Connect, but not here.',
  );

export const unknownContent = (guid: string): string =>
  t('There is no content {0} here. Use the GUID in CONNECT_CONTENT_GUID.', oneLine(guid, 60));

export const wrongVerb = (verb: string): string => t('Use {0}.', verb);

export const repeatedParameter = (name: string): string =>
  t('The parameter {0} is there more than once. Send it once.', oneLine(name, 60));

export const wrongGrantType = (expected: string): string => t('The grant_type must be {0}.', expected);

export const wrongSubjectTokenType = (expected: readonly string[]): string =>
  t('The subject_token_type must be {0}.', anyOf(expected));

export const unknownTokenType = (requested: string): string =>
  t(
    'The requested_token_type {0} does not exist. Use one of: {1}.',
    oneLine(requested, 80),
    listOf(Object.values(TOKEN_TYPES)),
  );

export const wrongUserToken = (): string =>
  t(
    'The user session token is not one of this editor window, or has expired. Open the content with Posit Workbench: Open App as Viewer…, or load its page again.',
  );

export const wrongContentToken = (): string =>
  t(
    'The content session token is not that of this editor window. Start the content again in a terminal that is opened with Posit Workbench: Open Terminal as on Posit Connect.',
  );

export const noneUsed = (): string =>
  t(
    'No integration is used for content in this workspace. Choose Use for Content… on an integration in the view Available Credentials.',
  );

export const severalUsed = (names: readonly string[]): string =>
  t('Several integrations could be meant: {0}. Pass the Integration ID of one as audience.', shown(names));

export const unknownAudience = (guid: string): string =>
  t(
    'No integration with the Integration ID {0} can answer here. If it is one of Posit Connect, choose Use for Content… on its row in the view Available Credentials, and the integration that answers for it.',
    oneLine(guid, 60),
  );

/** @param name of an integration of a server for which no other one answers */
export const notUsed = (name: string): string =>
  t(
    'No integration answers for {0} here. Choose Use for Content… on its row in the view Available Credentials.',
    oneLine(name),
  );

export function tokenTypeNotProvided(name: string, requested: TokenType, authType: AuthType): string {
  const label = oneLine(name);
  if (requested === TOKEN_TYPES.awsCredentials) {
    return noAwsCredentials(name);
  }
  return authType === 'Visitor API Key'
    ? t('{0} provides API keys of visitors only. Request the token type {1}.', label, TOKEN_TYPES.apiKey)
    : t(
        '{0} provides no API keys of visitors. Choose Use for Content… on a Connect API integration of a Posit Connect server.',
        label,
      );
}

export const isForContent = (name: string): string =>
  t(
    '{0} is a service account: request its token with the content session token, such as by get_content_credentials().',
    oneLine(name),
  );

export const isForViewers = (name: string): string =>
  t(
    '{0} gives the viewer’s token: request it with the user session token of the request, such as by get_credentials().',
    oneLine(name),
  );

export const noIdToken = (name: string): string =>
  t('{0} has no ID token. Add openid to its scopes with Edit Integration…, then sign out and in again.', oneLine(name));

export const notSignedIn = (name: string): string =>
  t('You are not signed in to {0}. Sign in on its row in the view Available Credentials.', oneLine(name));

export const failed = (): string =>
  t('The credentials could not be provided. See the log of Available Credentials in the editor for the cause.');

function shown(names: readonly string[]): string {
  return oneLine(listOf(names.map((name) => oneLine(name, 40))), 300);
}
