import type { Integration } from '../core/integration.js';

/** What a template may ask for. Plain JSON, so that it can be kept. All texts are as they were received. */
export interface SnippetContext {
  readonly guid: string;
  readonly name: string | undefined;
  /** What the row shows. */
  readonly displayName: string;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly authUrl: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** An integration's context. One without a GUID gets an empty one, which no snippet is made for. */
export function contextOf(integration: Integration): SnippetContext {
  const { guid = '', name, label: displayName, issuer, clientId, authUrl, tokenUrl, scopes } = integration;
  return { guid, name, displayName, issuer, clientId, authUrl, tokenUrl, scopes };
}

/** The fields of a template that are one text; `undefined` where the server did not give it. */
const TEXTS = {
  integration_id: ({ guid }) => guid,
  name: ({ name }) => name,
  display_name: ({ displayName }) => displayName,
  issuer: ({ issuer }) => issuer,
  client_id: ({ clientId }) => clientId,
  auth_url: ({ authUrl }) => authUrl,
  token_url: ({ tokenUrl }) => tokenUrl,
  // RFC 6749, section 3.3.
  scope: ({ scopes }) => scopes?.join(' '),
} satisfies Readonly<Record<string, (context: SnippetContext) => string | undefined>>;

/** The fields that are a list of texts. */
const LISTS = {
  scopes: ({ scopes }) => scopes,
} satisfies Readonly<Record<string, (context: SnippetContext) => readonly string[] | undefined>>;

/** The names of all fields, in the order in which they are told to a template's author. */
export const FIELDS: readonly string[] = [...Object.keys(TEXTS), ...Object.keys(LISTS)];

/** Whether a field is one text or a list of texts; `undefined` where there is no such field. */
export function kindOfField(name: string): 'text' | 'list' | undefined {
  if (Object.hasOwn(TEXTS, name)) {
    return 'text';
  }
  return Object.hasOwn(LISTS, name) ? 'list' : undefined;
}

/**
 * The fields as a template sees them, on an object without a prototype. Each look at a field makes it anew: where a block of
 * Handlebars goes down to the very object that it is at, it opens no scope, and `../` would lead elsewhere.
 *
 * @param value stands for one text of a field in the template
 * @param missing stands for a text that the server did not give; a list is empty then
 */
export function fieldsOf(
  context: SnippetContext,
  value: (field: string, text: string) => object,
  missing: (field: string) => object,
): Readonly<Record<string, object>> {
  const texts = Object.entries(TEXTS).map(([field, read]) => {
    const text = read(context);
    return [field, { get: () => (text === undefined ? missing(field) : value(field, text)) }] as const;
  });
  const lists = Object.entries(LISTS).map(([field, read]) => {
    const list = read(context) ?? [];
    return [field, { get: () => list.map((text) => value(field, text)) }] as const;
  });
  return Object.create(null, Object.fromEntries([...texts, ...lists])) as Readonly<Record<string, object>>;
}
