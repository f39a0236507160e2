import { createHash } from 'node:crypto';
import { isRecord } from '../core/record.js';
import { redactUrl, unsafetyOf } from '../core/url.js';
import * as messages from './settingMessages.js';
import type { ConnectServer } from './server.js';

/** The fields of an entry of the setting `availableCredentials.connect.servers`. */
const FIELDS = {
  name: 'string',
  url: 'string',
  client_id: 'string',
  ca_certificate: 'string',
  insecure: 'boolean',
  default: 'boolean',
} as const;

type Field = keyof typeof FIELDS;

/** An entry of the setting that can't be used. */
export interface InvalidServer {
  readonly id: string;
  readonly name: string;
  /** What is wrong, in sentences that name the fields. */
  readonly problem: string;
}

export interface ParsedServers {
  readonly servers: readonly ConnectServer[];
  readonly invalid: readonly InvalidServer[];
}

/** The fields of a new or changed entry. What is `undefined` is removed. */
export interface ServerFields {
  readonly name: string;
  readonly url: string;
  readonly client_id?: string | undefined;
  readonly ca_certificate?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly default?: boolean | undefined;
}

/** Parses the setting. Invalid entries don't affect the others; of several with the same URL, the first counts. */
export function parseServers(setting: unknown): ParsedServers {
  if (setting === undefined || setting === null) {
    return { servers: [], invalid: [] };
  }
  if (!Array.isArray(setting)) {
    return { servers: [], invalid: [invalidAt(0, 'availableCredentials.connect.servers', messages.notList())] };
  }
  const servers: ConnectServer[] = [];
  const invalid: InvalidServer[] = [];
  setting.forEach((value: unknown, at) => {
    const entry = parseServer(value, at);
    if ('problem' in entry) {
      invalid.push(entry);
    } else if (servers.some(({ id }) => id === entry.id)) {
      invalid.push(invalidAt(at, entry.name, messages.sameUrl(entry.url)));
    } else {
      // Only one can be the default.
      servers.push({ ...entry, isDefault: entry.isDefault && !servers.some(({ isDefault }) => isDefault) });
    }
  });
  return { servers, invalid };
}

function parseServer(value: unknown, at: number): ConnectServer | InvalidServer {
  if (!isRecord(value)) {
    return invalidAt(at, messages.unnamed(), messages.notObject());
  }
  const fields = Object.keys(FIELDS).filter((field): field is Field => field in FIELDS);
  const wrong = fields.filter((field) => value[field] !== undefined && typeof value[field] !== FIELDS[field]);
  const text = (field: Field): string | undefined => {
    const found = value[field];
    return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
  };
  const [name, url] = [text('name'), text('url')];
  const unsafe = url === undefined ? undefined : whyNoServer(url);
  const problems = [
    ...Object.keys(value).flatMap((field) => (Object.hasOwn(FIELDS, field) ? [] : [messages.unknownField(field)])),
    ...wrong.map((field) => messages.wrongType(field, FIELDS[field])),
    ...(url === undefined ? [messages.urlMissing()] : unsafe === undefined ? [] : [messages.urlWrong(unsafe)]),
    ...(value['insecure'] === true && text('ca_certificate') !== undefined ? [messages.insecureWithCertificate()] : []),
  ];
  if (url === undefined || problems.length > 0) {
    return invalidAt(at, name ?? (url === undefined ? messages.unnamed() : redactUrl(url)), problems.join(' '));
  }
  const base = baseUrl(url);
  return {
    ...{ id: serverId(base), name: name ?? new URL(base).host, url: base, clientId: text('client_id') },
    ...{ caCertificate: text('ca_certificate'), insecure: value['insecure'] === true },
    isDefault: value['default'] === true,
  };
}

/** Why a URL can't be a server's, as a clause; `undefined` if it can. */
export function whyNoServer(url: string): string | undefined {
  return unsafetyOf(url) ?? (/[?#]/.test(url) ? messages.hasQuery() : undefined);
}

/** A server's URL in one form: without a slash at the end. */
export function baseUrl(url: string): string {
  return new URL(url).href.replace(/\/+$/, '');
}

/** The id of a server. */
export function serverId(base: string): string {
  return `connect-${createHash('sha256').update(base).digest('hex').slice(0, 12)}`;
}

/**
 * The setting with a server added, or with the one of the same URL replaced. The first server becomes the default. Fields that
 * are not known, and entries that can't be used, stay.
 */
export function withServer(setting: unknown, fields: ServerFields): readonly unknown[] {
  const entries = entriesOf(setting);
  const isFirst = parseServers(setting).servers.length === 0;
  const id = serverId(baseUrl(fields.url));
  const at = entries.findIndex((entry) => idOf(entry) === id);
  const before = entries[at];
  const makesDefault = fields.default ?? isFirst;
  const after = defined({
    ...(isRecord(before) ? before : {}),
    ...trustOf(fields),
    ...fields,
    default: makesDefault || (isRecord(before) && before['default'] === true) || undefined,
  });
  const others = makesDefault ? entries.map(withoutDefault) : entries;
  return at < 0 ? [...others, after] : others.with(at, after);
}

/** How the certificate is checked, as far as it is to change: the two fields contradict each other. */
function trustOf({ ca_certificate, insecure }: ServerFields): Partial<ServerFields> {
  return {
    ...(ca_certificate === undefined ? {} : { insecure: undefined }),
    ...(insecure === true ? { ca_certificate: undefined } : {}),
  };
}

/** The setting without a server. If that was the default, the first of the others becomes it. */
export function withoutServer(setting: unknown, id: string): readonly unknown[] {
  const left = entriesOf(setting).filter((entry) => idOf(entry) !== id);
  const { servers } = parseServers(left);
  const [next] = servers;
  return next && !servers.some(({ isDefault }) => isDefault) ? withDefault(left, next.id) : left;
}

/** The setting with another default; as it is if there is no such server. */
export function withDefault(setting: unknown, id: string): readonly unknown[] {
  const entries = entriesOf(setting);
  const at = entries.findIndex((entry) => idOf(entry) === id);
  const chosen = entries[at];
  return isRecord(chosen) ? entries.map(withoutDefault).with(at, { ...chosen, default: true }) : entries;
}

function entriesOf(setting: unknown): readonly unknown[] {
  return Array.isArray(setting) ? setting : [];
}

function idOf(entry: unknown): string | undefined {
  const parsed = parseServer(entry, 0);
  return 'problem' in parsed ? undefined : parsed.id;
}

function withoutDefault(entry: unknown): unknown {
  if (!isRecord(entry)) {
    return entry;
  }
  return Object.fromEntries(Object.entries(entry).filter(([field]) => field !== 'default'));
}

function defined(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function invalidAt(at: number, name: string, problem: string): InvalidServer {
  return { id: `connect-invalid-${at}`, name, problem };
}
