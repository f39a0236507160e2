import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Environment, Logger } from '../core/ports.js';
import { isRecord } from '../core/record.js';
import { Secret } from '../core/secret.js';
import { hasCode } from '../core/systemErrors.js';
import { problemOfAddress } from './address.js';
import { baseUrl, whyNoServer } from './settings.js';

/** A server that another tool of the user knows. Only its address and how it is reached are taken over. */
export interface KnownServer {
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
  readonly caCertificate: string | undefined;
  readonly insecure: boolean;
  /** Whether it is the tool's default server. */
  readonly isDefault: boolean;
  /** The tool, such as `rsconnect-python`. */
  readonly origin: string;
  /**
   * Reads the tool's API key, which the user has to allow; absent if it has none. Never rejects. A refresh token is never read,
   * because it can be used only once.
   */
  readonly readApiKey?: () => Promise<Secret | undefined>;
}

/** The id of the authentication provider of Posit Publisher. */
export const PUBLISHER_PROVIDER = 'posit-connect';

/** An account of the authentication provider of Posit Publisher. Its id is the URL of the server, its label the nickname. */
export interface PublisherAccount {
  readonly id: string;
  readonly label: string;
}

export interface KnownServersPorts {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly log: Logger;
  /** The manifests of the extensions that are installed. */
  readonly manifests: () => readonly unknown[];
  /** Called if Publisher is installed: VS Code waits five seconds for an authentication provider that does not exist. */
  readonly publisherAccounts: () => PromiseLike<readonly PublisherAccount[]>;
  /** The API key of an account, for which the editor asks the user; empty if it is signed in with OAuth. Rejects if refused. */
  readonly publisherKey: (account: PublisherAccount) => PromiseLike<string | undefined>;
}

/** The servers that rsconnect-python and Publisher know, default ones first, without those that the view has. Never rejects. */
export async function knownServers(
  ports: KnownServersPorts,
  shown: readonly { readonly url: string }[],
): Promise<readonly KnownServer[]> {
  const found = [...(await serversOfRsconnect(ports)), ...(await serversOfPublisher(ports))];
  const urls = new Set(shown.map(({ url }) => url));
  return found
    .filter(({ url }) => !urls.has(url) && urls.add(url))
    .sort((one, other) => Number(other.isDefault) - Number(one.isDefault));
}

/** Where rsconnect-python 1 keeps its servers. */
function rsconnectFiles({ environment, platform, home }: KnownServersPorts): readonly string[] {
  switch (platform) {
    case 'darwin':
      return [path.join(home, 'Library/Application Support/rsconnect-python/servers.json')];
    case 'win32':
      return environment['APPDATA']
        ? [path.join(environment['APPDATA'], 'rsconnect-python', 'servers.json')]
        : [path.join(home, '.rsconnect-python', 'servers.json')];
    default:
      return [
        ...(environment['XDG_CONFIG_HOME']
          ? [path.join(environment['XDG_CONFIG_HOME'], 'rsconnect-python/servers.json')]
          : []),
        path.join(home, '.rsconnect-python/servers.json'),
      ];
  }
}

async function serversOfRsconnect(ports: KnownServersPorts): Promise<readonly KnownServer[]> {
  for (const file of rsconnectFiles(ports)) {
    try {
      const json: unknown = JSON.parse(await readFile(file, 'utf8'));
      return isRecord(json) ? Object.entries(json).flatMap(([name, entry]) => rsconnectServer(name, entry)) : [];
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) {
        // The text of a syntax error may contain a part of the file, which holds API keys.
        const why = error instanceof SyntaxError ? 'it is not JSON' : errorChain(error);
        ports.log.warn(`Connect: the servers of rsconnect-python in ${file} could not be read: ${why}`);
      }
    }
  }
  return [];
}

/** Entries of other products, such as shinyapps.io, have members of their own, or an address that is no Connect's. */
function rsconnectServer(name: string, entry: unknown): readonly KnownServer[] {
  if (!isRecord(entry) || 'account_name' in entry || 'snowflake_connection_name' in entry) {
    return [];
  }
  const { url, ca_cert: certificate, insecure, default: isDefault, api_key: apiKey } = entry;
  const caCertificate = typeof certificate === 'string' && certificate !== '' ? certificate : undefined;
  return typeof url === 'string' && isConnect(url)
    ? [
        {
          ...{ name, url: baseUrl(url), origin: 'rsconnect-python', caCertificate, isDefault: isDefault === true },
          // With both, which rsconnect-python does not write, the safer one counts.
          insecure: insecure === true && caCertificate === undefined,
          ...(typeof apiKey === 'string' && apiKey !== ''
            ? { readApiKey: () => Promise.resolve(new Secret(apiKey)) }
            : {}),
        },
      ]
    : [];
}

async function serversOfPublisher(ports: KnownServersPorts): Promise<readonly KnownServer[]> {
  if (!ports.manifests().some(hasProvider)) {
    return [];
  }
  try {
    const accounts = await ports.publisherAccounts();
    return accounts.flatMap((account) => (isConnect(account.id) ? [publisherServer(account, ports)] : []));
  } catch (error) {
    ports.log.debug(`Connect: Posit Publisher has no servers: ${errorChain(error)}`);
    return [];
  }
}

/** Whether an extension contributes the authentication provider of Publisher. */
function hasProvider(manifest: unknown): boolean {
  const contributes = isRecord(manifest) && isRecord(manifest['contributes']) ? manifest['contributes'] : {};
  const providers: readonly unknown[] = Array.isArray(contributes['authentication'])
    ? contributes['authentication']
    : [];
  return providers.some((each) => isRecord(each) && each['id'] === PUBLISHER_PROVIDER);
}

function publisherServer(account: PublisherAccount, { publisherKey, log }: KnownServersPorts): KnownServer {
  return {
    ...{ name: account.label, url: baseUrl(account.id), origin: 'Posit Publisher' },
    ...{ caCertificate: undefined, insecure: false, isDefault: false },
    readApiKey: async () => {
      try {
        const key = await publisherKey(account);
        return key ? new Secret(key) : undefined;
      } catch (error) {
        log.info(`Connect: Posit Publisher gave no API key: ${errorChain(error)}`);
        return undefined;
      }
    },
  };
}

function isConnect(url: string): boolean {
  return (
    problemOfAddress(url) === undefined && whyNoServer(url) === undefined && !/shinyapps\.io|posit\.cloud/.test(url)
  );
}
