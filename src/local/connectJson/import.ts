import { Secret } from '../../core/secret.js';
import { SECRET_PLACEHOLDER } from './request.js';
import { isInvalid } from '../definition/definition.js';
import { type Fields, isRecord } from '../definition/fields.js';
import { parseDefinition } from '../definition/parser.js';
import * as messages from './messages.js';

/** An integration that was read from JSON. */
export interface ImportedDefinition {
  /** Its entry for the settings. It may lack a `name`, and is right otherwise. */
  readonly fields: Fields;
  /** The client secret in the JSON, which must not be in the settings. */
  readonly clientSecret: Secret | undefined;
  /** The names of members that have no field here. */
  readonly notTaken: readonly string[];
}

/** Members of Connect's answer that have no meaning outside of Connect. */
const OF_CONNECT_ALONE = ['id', 'guid', 'created_time', 'updated_time', 'permissions', 'template', 'config'];
const OF_BODY = ['name', 'description', 'auth_type'];
const OF_CONFIG = [
  ...['auth_mode', 'auth_type', 'client_id', 'authorization_uri', 'token_uri'],
  ...['token_endpoint_auth_method', 'scopes', 'use_pkce'],
  // Connect does not know these, but an entry may be wrapped in a body by hand.
  ...['redirect_uri', 'device_authorization_uri', 'revocation_uri', 'scope_separator'],
];

/**
 * Reads the body by which an integration is created on Posit Connect, an integration as Connect's API answers with it,
 * or an entry of the setting `availableCredentials.integrations`. For any other text, returns a sentence that says what is
 * wrong; no sentence repeats the value of a `client_secret`.
 */
export function definitionFromConnect(text: string): ImportedDefinition | { readonly problem: string } {
  const value = theOnlyOne(parsed(text));
  if (Array.isArray(value)) {
    return { problem: messages.several(value.length) };
  }
  if (!isRecord(value)) {
    return { problem: messages.notJson() };
  }
  if (!('config' in value)) {
    const { client_secret: secret, ...fields } = present(value);
    return checked(fields, secret, []);
  }
  const template = value['template'];
  if (typeof template === 'string' && template !== 'custom') {
    return { problem: messages.otherTemplate(template) };
  }
  return isRecord(value['config'])
    ? fromBody(present(value), present(value['config']))
    : { problem: messages.wrongConfig() };
}

/** The value of a JSON text; `undefined` if it is not valid JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the text, which may hold a secret.
    return undefined;
  }
}

function theOnlyOne(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** The fields that have a value: Connect sends `null` or an empty text for the others. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ''));
}

function fromBody(body: Fields, config: Fields): ImportedDefinition | { readonly problem: string } {
  const { client_secret: secret, ...rest } = config;
  const fields = { ...picked(rest, OF_CONFIG), ...picked(body, OF_BODY) };
  const notTaken = [
    ...Object.keys(body).filter((name) => !OF_CONNECT_ALONE.includes(name) && !OF_BODY.includes(name)),
    ...Object.keys(rest)
      .filter((name) => !OF_CONFIG.includes(name))
      .map((name) => `config.${name}`),
  ];
  return checked(fields, secret, notTaken);
}

/** A config as Connect understands it: a client secret makes it Confidential, and `'true'` means `true`. */
function asSetting(fields: Fields, hasSecret: boolean): Fields {
  const { use_pkce: usePkce, ...rest } = fields;
  const isServiceAccount = fields['auth_type'] === 'Service Account';
  const mode = fields['auth_mode'] ?? (hasSecret && !isServiceAccount ? 'Confidential' : undefined);
  const isPublic = !isServiceAccount && (mode === undefined || mode === 'Public');
  return {
    ...rest,
    ...(mode === undefined ? {} : { auth_mode: mode }),
    ...(usePkce === undefined ? {} : { use_pkce: booleanOf(usePkce) }),
    // A Public client has nothing to authenticate with, whatever the JSON says.
    ...(isPublic ? { token_endpoint_auth_method: 'none' } : {}),
  };
}

function booleanOf(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

function checked(
  given: Fields,
  secret: unknown,
  notTaken: readonly string[],
): ImportedDefinition | { readonly problem: string } {
  if (secret !== undefined && typeof secret !== 'string') {
    return { problem: messages.secretNotText() };
  }
  const fields = asSetting(given, secret !== undefined);
  // Connect does not require a name.
  const entry = parseDefinition({ name: 'name', ...fields });
  if (isInvalid(entry)) {
    return { problem: entry.problem };
  }
  if (secret === undefined || entry.authMode === 'Public') {
    return {
      fields,
      clientSecret: undefined,
      notTaken: secret === undefined ? notTaken : [...notTaken, 'client_secret'],
    };
  }
  return { fields, clientSecret: secret === SECRET_PLACEHOLDER ? undefined : new Secret(secret), notTaken };
}

function picked(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
