import * as messages from './messages.js';
import { isReservedParameter } from '../../oauth/authorizationRequest.js';
import { whyNoRedirectUri } from './redirectUri.js';
import { whyNoIssuer, whyNoServerUrl } from './serverUrl.js';

/** An entry of the setting `availableCredentials.integrations`, or what is to become one: nothing of it is checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a field's value, in a sentence; `undefined` if nothing is. */
type Check = (value: unknown, label: string) => string | undefined;

/** VSCHAR of RFC 6749, appendix A; without spaces around it, which come by copying. */
export const CLIENT_ID = /^[!-~](?:[ -~]*[!-~])?$/;

/** A scope-token of RFC 6749, appendix A.4. */
export const SCOPE = /^[!#-[\]-~]+$/;

const HOST_LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const PORT = '[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]';

/** A host name (RFC 1123, section 2.1), which may have a port. */
const HOST = new RegExp(`^${HOST_LABEL}(?:\\.${HOST_LABEL})*(?::(?:${PORT}))?$`);

const CHECKS = {
  name: text((value, label) => (value.trim() === '' ? messages.empty(label) : undefined)),
  display_name: text(),
  description: text(),
  issuer: url(whyNoIssuer),
  authorization_uri: url(whyNoServerUrl),
  token_uri: url(whyNoServerUrl),
  client_id: text((value, label) => (CLIENT_ID.test(value) ? undefined : messages.notVisible(label))),
  scopes: checkScopes,
  auth_mode: oneOf('Public', 'Confidential'),
  auth_type: oneOf('Viewer', 'Service Account'),
  token_endpoint_auth_method: oneOf('none', 'client_secret_basic', 'client_secret_post'),
  use_pkce: (value, label) => (typeof value === 'boolean' ? undefined : messages.notBoolean(label)),
  audience: text((value, label) => (/^\P{C}+$/u.test(value) ? undefined : messages.holdsControls(label))),
  resource: text((value, label) =>
    /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{C}#]+$/u.test(value) ? undefined : messages.notResource(label),
  ),
  redirect_uri: url(whyNoRedirectUri),
  authorization_parameters: checkParameters,
  git_hosts: checkHosts,
} as const satisfies Readonly<Record<string, Check>>;

/** A field of an integration, by its name in the settings. */
export type Field = keyof typeof CHECKS;

/** All of them, in the order in which they are written. */
export const FIELDS = Object.keys(CHECKS) as readonly Field[];

export function isField(name: string): name is Field {
  return Object.hasOwn(CHECKS, name);
}

/**
 * What is wrong with a field's value, whatever the others are, in a sentence; `undefined` if nothing is.
 *
 * @param label what the sentence calls the field
 */
export function problemOfField(field: Field, value: unknown, label: string = field): string | undefined {
  return CHECKS[field](value, label);
}

/** The scopes of a list, or of one text with spaces between them; each once. */
export function scopesIn(value: unknown): readonly string[] {
  const scopes: readonly unknown[] = typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value : [];
  return [...new Set(scopes.filter((scope): scope is string => typeof scope === 'string' && scope !== ''))];
}

/** The hosts of a list, as Git names those of https: in lower case, and without the port 443; each once. */
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
