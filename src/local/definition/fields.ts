import { isReservedParameter } from '../../oauth/authorizationRequest.js';
import * as messages from './messages.js';
import { whyNoRedirectUri } from './redirectUri.js';
import { whyNoIssuer, whyNoServerUrl } from './serverUrl.js';

/** The fields of an entry of the setting `availableCredentials.integrations`, before validation. */
export type Fields = Readonly<Record<string, unknown>>;

/** Returns what is wrong with a field's value, in a sentence; `undefined` if it is valid. */
type Check = (value: unknown, label: string) => string | undefined;

/** VSCHAR of RFC 6749, appendix A, without surrounding spaces, which are usually copied by accident. */
export const CLIENT_ID = /^[!-~](?:[ -~]*[!-~])?$/;

/** A scope-token of RFC 6749, appendix A.4. */
export const SCOPE = /^[!#-[\]-~]+$/;

const HOST_LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const PORT = '[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]';

/** A host name (RFC 1123, section 2.1) with an optional port. */
const HOST = new RegExp(`^${HOST_LABEL}(?:\\.${HOST_LABEL})*(?::(?:${PORT}))?$`);

const CHECKS = {
  name: text((value, label) => (value.trim() === '' ? messages.empty(label) : undefined)),
  display_name: text(),
  description: text(),
  issuer: url(whyNoIssuer),
  authorization_uri: url(whyNoServerUrl),
  token_uri: url(whyNoServerUrl),
  device_authorization_uri: url(whyNoServerUrl),
  revocation_uri: url(whyNoServerUrl),
  client_id: text((value, label) => (CLIENT_ID.test(value) ? undefined : messages.notVisible(label))),
  redirect_uri: url(whyNoRedirectUri),
  scopes: checkScopes,
  scope_separator: oneOf(' ', ','),
  auth_mode: oneOf('Public', 'Confidential'),
  auth_type: oneOf('Viewer', 'Service Account'),
  token_endpoint_auth_method: oneOf('none', 'client_secret_basic', 'client_secret_post'),
  use_pkce: (value, label) => (typeof value === 'boolean' ? undefined : messages.notBoolean(label)),
  audience: text((value, label) => (/^\P{C}+$/u.test(value) ? undefined : messages.emptyOrControls(label))),
  resource: text((value, label) =>
    /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{C}#]+$/u.test(value) ? undefined : messages.notResource(label),
  ),
  authorization_parameters: checkParameters,
  git_hosts: checkHosts,
} as const satisfies Readonly<Record<string, Check>>;

/** The name of a field in the settings. */
export type Field = keyof typeof CHECKS;

/** All fields, in the order in which they are written to the settings. */
export const FIELDS = Object.keys(CHECKS) as readonly Field[];

export function isField(name: string): name is Field {
  return Object.hasOwn(CHECKS, name);
}

/**
 * What is wrong with a field's value by itself, in a sentence; `undefined` if it is valid.
 *
 * @param label the name of the field in the sentence
 */
export function problemOfField(field: Field, value: unknown, label: string = field): string | undefined {
  return CHECKS[field](value, label);
}

/** The scopes in a list or in a text separated by spaces, without duplicates. */
export function scopesIn(value: unknown): readonly string[] {
  const scopes: readonly unknown[] = typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value : [];
  return [...new Set(scopes.filter((scope): scope is string => typeof scope === 'string' && scope !== ''))];
}

/** The hosts in a list, as Git writes them for https: in lower case and without the port 443. Without duplicates. */
export function hostsIn(value: unknown): readonly string[] {
  const hosts: readonly unknown[] = Array.isArray(value) ? value : [];
  const texts = hosts.filter((host): host is string => typeof host === 'string');
  return [...new Set(texts.map((host) => host.toLowerCase().replace(/:443$/, '')))];
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(check?: (value: string, label: string) => string | undefined): Check {
  return (value, label) => (typeof value === 'string' ? check?.(value, label) : messages.notText(label));
}

function url(whyNot: (text: string) => string | undefined): Check {
  return text((value, label) => {
    const why = whyNot(value);
    return why === undefined ? undefined : messages.notUsableUrl(label, why);
  });
}

function oneOf(...values: readonly string[]): Check {
  return (value, label) => (values.some((each) => each === value) ? undefined : messages.notOneOf(label, values));
}

function checkScopes(value: unknown, label: string): string | undefined {
  const scopes: readonly unknown[] | undefined =
    typeof value === 'string' ? scopesIn(value) : Array.isArray(value) ? value : undefined;
  if (!scopes?.every((scope) => typeof scope === 'string')) {
    return messages.notScopes(label);
  }
  const wrong = scopes.find((scope) => !SCOPE.test(scope));
  return wrong === undefined ? undefined : messages.notScope(label, wrong);
}

function checkHosts(value: unknown, label: string): string | undefined {
  const hosts: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (!hosts?.every((host) => typeof host === 'string')) {
    return messages.notHosts(label);
  }
  const wrong = hosts.find((host) => !HOST.test(host));
  return wrong === undefined ? undefined : messages.notHost(label, wrong);
}

function checkParameters(value: unknown, label: string): string | undefined {
  if (!isRecord(value) || Object.entries(value).some(([name, each]) => name === '' || typeof each !== 'string')) {
    return messages.notParameters(label);
  }
  const reserved = Object.keys(value).find(isReservedParameter);
  return reserved === undefined ? undefined : messages.reservedParameter(label, reserved);
}
