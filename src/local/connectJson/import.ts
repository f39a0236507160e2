import { Secret } from '../../core/secret.js';
import { isInvalid } from '../definition/definition.js';
import { type Fields, isRecord } from '../definition/fields.js';
import { parseDefinition } from '../definition/parser.js';
import * as messages from './messages.js';
import { SECRET_PLACEHOLDER } from './request.js';

/** An integration imported from JSON. */
export interface ImportedDefinition {
  /** Valid fields for the settings; only `name` may be missing. */
  readonly fields: Fields;
  /** The client secret in the JSON, which must not be written to the settings. */
  readonly clientSecret: Secret | undefined;
  /** The names of fields in the JSON that have no equivalent here. */
  readonly ignored: readonly string[];
}

/** Fields without a meaning outside Connect, and the fields that are imported from the body and from its `config`. */
const CONNECT_FIELDS = ['id', 'guid', 'created_time', 'updated_time', 'permissions', 'template', 'config'];
const BODY_FIELDS = ['name', 'description', 'auth_type'];
const CONFIG_FIELDS = [
  'auth_mode',
  'auth_type',
  'client_id',
  'authorization_uri',
  'token_uri',
  'token_endpoint_auth_method',
  'scopes',
  'use_pkce',
];

/**
 * Reads the body of a request that creates an integration on Posit Connect, an integration as returned by Connect's API,
 * or an entry of the setting `availableCredentials.integrations`. If the text is none of these, `problem` says in a
 * sentence why; it never contains the value of a `client_secret`.
 */
export function definitionFromConnect(text: string): ImportedDefinition | { readonly problem: string } {
  const value = unwrapSingle(parseJson(text));
  if (Array.isArray(value)) {
    return { problem: messages.several(value.length) };
  }
  if (!isRecord(value)) {
    return { problem: messages.notJson() };
  }
  if (!('config' in value)) {
    const { client_secret: secret, ...fields } = present(value);
    return validate(fields, secret, []);
  }
  const template = value['template'];
  if (typeof template === 'string' && template !== 'custom') {
    return { problem: messages.otherTemplate(template) };
  }
  return isRecord(value['config'])
    ? fromBody(present(value), present(value['config']))
    : { problem: messages.wrongConfig() };
}

/** Parses JSON; `undefined` if it is invalid. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the text, which may contain a secret.
    return undefined;
  }
}

function unwrapSingle(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** The fields with a value: for the others, Connect sends `null` or an empty text. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ''));
}

function fromBody(body: Fields, config: Fields): ImportedDefinition | { readonly problem: string } {
  const { client_secret: secret, ...rest } = config;
  const fields = { ...pick(rest, CONFIG_FIELDS), ...pick(body, BODY_FIELDS) };
  const ignored = [
    ...Object.keys(body).filter((name) => !CONNECT_FIELDS.includes(name) && !BODY_FIELDS.includes(name)),
    ...Object.keys(rest)
      .filter((name) => !CONFIG_FIELDS.includes(name))
      .map((name) => `config.${name}`),
  ];
  return validate(fields, secret, ignored);
}

/** Interprets a config like Connect: a client with a secret is Confidential, and booleans may be texts. */
function asSetting(fields: Fields, hasSecret: boolean): Fields {
  const { use_pkce: usePkce, ...rest } = fields;
  const isServiceAccount = fields['auth_type'] === 'Service Account';
  const mode = fields['auth_mode'] ?? (hasSecret && !isServiceAccount ? 'Confidential' : undefined);
  const isPublic = !isServiceAccount && (mode === undefined || mode === 'Public');
  return {
    ...rest,
    ...(mode === undefined ? {} : { auth_mode: mode }),
    ...(usePkce === undefined ? {} : { use_pkce: booleanOf(usePkce) }),
    // A Public client has nothing to authenticate with, even if the JSON names a method.
    ...(isPublic ? { token_endpoint_auth_method: 'none' } : {}),
  };
}

function booleanOf(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

function validate(
  imported: Fields,
  secret: unknown,
  ignored: readonly string[],
): ImportedDefinition | { readonly problem: string } {
  if (secret !== undefined && typeof secret !== 'string') {
    return { problem: messages.secretNotText() };
  }
  const fields = asSetting(imported, secret !== undefined);
  // Unlike this extension, Connect does not require a name.
  const entry = parseDefinition({ name: 'name', ...fields });
  if (isInvalid(entry)) {
    return { problem: entry.problem };
  }
  if (secret === undefined || entry.authMode === 'Public') {
    return {
      fields,
      clientSecret: undefined,
      ignored: secret === undefined ? ignored : [...ignored, 'client_secret'],
    };
  }
  return { fields, clientSecret: secret === SECRET_PLACEHOLDER ? undefined : new Secret(secret), ignored };
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
