import { t } from '@vscode/l10n';
import { anyOf, listOf } from '../../core/lists.js';
import { oneLine } from '../../core/text.js';

/*
 * What is wrong with the definition of a local integration, each in a sentence. `label` is the name of the field: its name
 * in the settings, or its title in a dialog.
 */

export const notList = (): string => t('The setting availableCredentials.integrations must be a list.');
export const notObject = (): string => t('The entry must be an object with the fields of an integration.');
export const unnamed = (): string => t('Unnamed integration');
export const missing = (label: string): string => t('{0} is missing.', label);
export const empty = (label: string): string => t('{0} must not be empty.', label);
export const notText = (label: string): string => t('{0} must be a text.', label);
export const notBoolean = (label: string): string => t('{0} must be true or false.', label);

export function notOneOf(label: string, values: readonly string[]): string {
  return t('{0} must be one of: {1}.', label, listOf(values));
}

export function unknownField(name: string, meant: string | undefined): string {
  const shown = oneLine(name, 40) || '""';
  return meant === undefined
    ? t('{0} is not a field of an integration.', shown)
    : t('{0} is not a field of an integration. Use {1}.', shown, meant);
}

export function secretInSettings(name: string): string {
  return t(
    '{0} must not be in the settings, which are not encrypted. Remove it there and enter it with Edit Integration….',
    oneLine(name, 40),
  );
}

export function notUsableUrl(label: string, why: string): string {
  return t('{0} cannot be used: {1}.', label, why);
}

export function notVisible(label: string): string {
  return t('{0} may contain only visible ASCII characters, with spaces only between them.', label);
}

export function emptyOrControls(label: string): string {
  return t('{0} must not be empty or contain control characters.', label);
}

export function notResource(label: string): string {
  return t('{0} must be an absolute URI without a fragment.', label);
}

export function notScopes(label: string): string {
  return t('{0} must be a list of scopes or a text with spaces between them.', label);
}

export function notScope(label: string, scope: string): string {
  return t('{0}: {1} is not a valid scope.', label, oneLine(scope, 40));
}

export function notParameters(label: string): string {
  return t('{0} must be an object whose values are texts.', label);
}

export function reservedParameter(label: string, name: string): string {
  return t('{0} must not contain {1}, which every sign-in sets itself.', label, name);
}

export function notHosts(label: string): string {
  return t('{0} must be a list of host names.', label);
}

export function notHost(label: string, host: string): string {
  return t(
    '{0}: {1} is not a host name such as git.example.org or git.example.org:8443.',
    label,
    oneLine(JSON.stringify(host), 40),
  );
}

export function noServer(): string {
  return t('The server is missing: enter issuer, or authorization_uri and token_uri.');
}

export function twoServers(field: string): string {
  return t('issuer and {0} cannot be used together. Remove one of them.', field);
}

export function publicServiceAccount(): string {
  return t('auth_mode must be Confidential: a Service Account has a client secret.');
}

export function wrongAuthMethod(mode: string, methods: readonly string[]): string {
  return t('token_endpoint_auth_method must be {0} if auth_mode is {1}.', anyOf(methods), mode);
}

export function clientIdMissing(): string {
  return t('client_id is missing. It is optional only for a Public client with an issuer.');
}
