import type { ContentSnippets, Integration } from '../core/integration.js';

/** The values for a template. Plain JSON, so that it can be stored. Texts are not sanitised. */
export interface SnippetContext {
  /** Which templates are for the integration; by default, those for code on this machine. */
  readonly content?: ContentSnippets;
  readonly guid: string;
  readonly name: string | undefined;
  /** The name that the row shows. */
  readonly displayName: string;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly authUrl: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** An integration's context. Without a GUID, it is empty, and rendering will fail. */
export function contextOf(integration: Integration): SnippetContext {
  const { guid = '', name, label: displayName, issuer, clientId, authUrl, tokenUrl, scopes, snippets } = integration;
  return { ...(snippets ? { content: snippets } : {}), guid, name, displayName, issuer, clientId, authUrl, tokenUrl, scopes };
}

/** The template fields with one text; `undefined` if the server did not send it. */
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

/** The template fields with a list of texts. */
const LISTS = {
  scopes: ({ scopes }) => scopes,
} satisfies Readonly<Record<string, (context: SnippetContext) => readonly string[] | undefined>>;

/** The names of all fields, in the order of the documentation. */
export const FIELDS: readonly string[] = [...Object.keys(TEXTS), ...Object.keys(LISTS)];

/** Whether a field is one text or a list of texts; `undefined` if there is no such field. */
export function kindOfField(name: string): 'text' | 'list' | undefined {
  if (Object.hasOwn(TEXTS, name)) {
    return 'text';
  }
  return Object.hasOwn(LISTS, name) ? 'list' : undefined;
}

/**
 * The fields for a template, on an object without a prototype. Getters return a new object each time: if a block's value
 * is identical to the current context, Handlebars does not open a scope, and `../` would mean something else.
 *
 * @param value creates the value of a text
 * @param missing creates the value of a text that the server did not send; a missing list is empty
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
