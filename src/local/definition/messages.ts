import { t } from '@vscode/l10n';
import { oneLine } from '../../core/text.js';

/*
 * What is wrong with an integration of the user's own, each in a sentence. `label` is what its field is called there:
 * its name in the settings, or words.
 */

export const notList = (): string => t('The setting availableCredentials.integrations must be a list.');
export const notObject = (): string => t('The entry must be an object with the fields of an integration.');
export const unnamed = (): string => t('Unnamed integration');
export const missing = (label: string): string => t('{0} is missing.', label);
export const empty = (label: string): string => t('{0} must not be empty.', label);
export const notText = (label: string): string => t('{0} must be a text.', label);
export const notBoolean = (label: string): string => t('{0} must be true or false.', label);

export function notOneOf(label: string, values: readonly string[]): string {
  return t('{0} must be one of: {1}.', label, values.join(', '));
}

export function unknownField(name: string, meant: string | undefined): string {
  const shown = oneLine(name, 40) || '""';
  return meant === undefined
    ? t('{0} is not a field of an integration.', shown)
    : t('{0} is not a field of an integration: {1} is.', shown, meant);
}

export function secretInSettings(name: string): string {
  return t(
    '{0} must not stand in the settings, which are not encrypted. Remove it there, and enter it by Edit Integration….',
    oneLine(name, 40),
  );
}

export function notUsableUrl(label: string, why: string): string {
  return t('{0} cannot be used: {1}.', label, why);
}

export function notVisible(label: string): string {
  return t('{0} may hold letters, digits and signs of ASCII, and spaces only between them.', label);
}

export function holdsControls(label: string): string {
  return t('{0} must not be empty, and must not hold control characters.', label);
}

export function notResource(label: string): string {
  return t('{0} must be an absolute URI without a fragment.', label);
}

export function notScopes(label: string): string {
  return t('{0} must be a list of scopes, or one text with spaces between them.', label);
}

export function notScope(label: string, scope: string): string {
  return t('{0}: {1} cannot be a scope.', label, oneLine(scope, 40));
}

export function notParameters(label: string): string {
  return t('{0} must be an object whose values are texts.', label);
}

export function reservedParameter(label: string, name: string): string {
  return t('{0} must not hold {1}, which each sign-in sets by itself.', label, name);
}

export function notHosts(label: string): string {
  return t('{0} must be a list of host names.', label);
}

export function notHost(label: string, host: string): string {
  return t(
    '{0}: {1} is not a host name such as git.example.org, or one with a port such as git.example.org:8443.',
    label,
    oneLine(JSON.stringify(host), 40),
  );
}

export function noServer(): string {
  return t('issuer is missing; or else authorization_uri and token_uri.');
}

export function twoServers(field: string): string {
  return t('issuer and {0} exclude each other. Remove one of them.', field);
}

export function publicServiceAccount(): string {
  return t('auth_mode must be Confidential: a Service Account has a client secret.');
}

export function wrongAuthMethod(mode: string, methods: readonly string[]): string {
  return t('token_endpoint_auth_method must be {0} where auth_mode is {1}.', methods.join(t(' or ')), mode);
}

export function clientIdMissing(): string {
  return t('client_id is missing. Only a Public client of an issuer can register by itself.');
}
