import { Secret } from '../../core/secret.js';
import { Caller, type Call, type ConnectApiPorts, type FailedRequest, type Query } from './caller.js';
import { type Association, type FoundContent, parseAssociations, parseFoundContent } from './content.js';
import {
  type ConnectIntegration,
  type IntegrationChanges,
  type NewIntegration,
  parseIntegration,
  parseIntegrations,
} from './integrations.js';
import { parseServerSettings, parseUser, type ServerSettings, type User } from './server.js';
import { type ConnectSession, parseSessions } from './sessions.js';
import { parseTemplates, type Template } from './templates.js';

const INTEGRATIONS = '/v1/oauth/integrations';

/** How many content items are searched for at once. */
const PAGE_SIZE = 50;

/**
 * The API of a Posit Connect server. Each method throws `ConnectError` (another `CredentialError` if the server can't be reached
 * or there is no credential), or the signal's reason once it is aborted.
 */
export class ConnectApi {
  readonly #caller: Caller;

  /** @param baseUrl of the server, without a slash at the end */
  constructor(baseUrl: string, ports: ConnectApiPorts) {
    this.#caller = new Caller(baseUrl, ports);
  }

  /** The last call that failed. */
  get lastFailure(): FailedRequest | undefined {
    return this.#caller.lastFailure;
  }

  /** Who is signed in. A valid service principal fails with the problem `noUser`. */
  user(signal: AbortSignal): Promise<User> {
    return this.#caller.query({ path: '/v1/user', isAboutUser: true, parse: parseUser }, signal);
  }

  /** What the server supports. Needs no credential. */
  readonly serverSettings = (signal: AbortSignal): Promise<ServerSettings> =>
    this.#caller.query({ path: '/server_settings', isPublic: true, parse: parseServerSettings }, signal);

  /** The kinds of integrations that can be created. For publishers and administrators. */
  templates(signal: AbortSignal): Promise<readonly Template[]> {
    return this.#list({ path: '/v1/oauth/templates', role: 'publisher', parse: parseTemplates }, signal);
  }

  /** The integrations that the user may use; for administrators: all. Viewers may not list them. */
  integrations(signal: AbortSignal): Promise<readonly ConnectIntegration[]> {
    return this.#list({ path: INTEGRATIONS, role: 'publisher', parse: parseIntegrations }, signal);
  }

  integration(guid: string, signal: AbortSignal): Promise<ConnectIntegration> {
    return this.#caller.query({ path: integrationPath(guid), role: 'publisher', parse: parseIntegration }, signal);
  }

  /** For administrators. */
  createIntegration(input: NewIntegration, signal: AbortSignal): Promise<ConnectIntegration> {
    return this.#list(
      {
        ...{ method: 'POST', path: INTEGRATIONS, body: bodyOf(input), secrets: secretsIn(input) },
        ...{ role: 'administrator', parse: parseIntegration },
      },
      signal,
    );
  }

  /** For administrators. */
  changeIntegration(guid: string, changes: IntegrationChanges, signal: AbortSignal): Promise<ConnectIntegration> {
    return this.#caller.query(
      {
        ...{ method: 'PATCH', path: integrationPath(guid), body: bodyOf(changes), secrets: secretsIn(changes) },
        ...{ role: 'administrator', parse: parseIntegration },
      },
      signal,
    );
  }

  /** For administrators. */
  deleteIntegration(guid: string, signal: AbortSignal): Promise<void> {
    return this.#do({ method: 'DELETE', path: integrationPath(guid), role: 'administrator' }, signal);
  }

  /** Lets the server get a token for a service account. For administrators. */
  verifyIntegration(guid: string, signal: AbortSignal): Promise<void> {
    return this.#do({ method: 'POST', path: `${integrationPath(guid)}/verify`, role: 'administrator' }, signal);
  }

  /** Which content uses an integration. For administrators. */
  integrationAssociations(guid: string, signal: AbortSignal): Promise<readonly Association[]> {
    const path = `${integrationPath(guid)}/associations`;
    return this.#caller.query({ path, role: 'administrator', parse: parseAssociations }, signal);
  }

  /** The user's own sessions. */
  sessions(signal: AbortSignal): Promise<readonly ConnectSession[]> {
    return this.#list({ path: '/v1/oauth/sessions', parse: parseSessions }, signal);
  }

  /** Signs the user out of an integration. */
  deleteSession(guid: string, signal: AbortSignal): Promise<void> {
    return this.#do({ method: 'DELETE', path: `/v1/oauth/sessions/${encodeURIComponent(guid)}` }, signal);
  }

  /** Content that the user can see, by a text in its name or title. @param page from 1 */
  searchContent(text: string, signal: AbortSignal, page = 1): Promise<FoundContent> {
    const query = { q: text, page_number: String(page), page_size: String(PAGE_SIZE), include: 'owner' };
    return this.#caller.query({ path: '/v1/search/content', query, parse: parseFoundContent }, signal);
  }

  associations(contentGuid: string, signal: AbortSignal): Promise<readonly Association[]> {
    return this.#caller.query({ path: associationsPath(contentGuid), parse: parseAssociations }, signal);
  }

  /** Replaces all associations of a content item; with an empty list, it has none. */
  associate(contentGuid: string, integrationGuids: readonly string[], signal: AbortSignal): Promise<void> {
    const body = integrationGuids.map((guid) => ({ oauth_integration_guid: guid }));
    return this.#do({ method: 'PUT', path: associationsPath(contentGuid), body, role: 'owner' }, signal);
  }

  /** A call whose path exists wherever there are OAuth integrations. */
  #list<T>(call: Query<T>, signal: AbortSignal): Promise<T> {
    return this.#caller.query({ ...call, settings: this.serverSettings }, signal);
  }

  #do(call: Call, signal: AbortSignal): Promise<void> {
    return this.#caller.run(call, signal);
  }
}

function integrationPath(guid: string): string {
  return `${INTEGRATIONS}/${encodeURIComponent(guid)}`;
}

function associationsPath(contentGuid: string): string {
  return `/v1/content/${encodeURIComponent(contentGuid)}/oauth/integrations/associations`;
}

/** The fields of an integration as the API names them. */
function bodyOf({ permissions, ...others }: IntegrationChanges): object {
  return {
    ...others,
    ...(permissions && {
      permissions: permissions.map(({ userGuid = null, groupGuid = null }) => ({
        ...{ user_guid: userGuid, group_guid: groupGuid },
      })),
    }),
  };
}

function secretsIn({ config = {} }: Pick<IntegrationChanges, 'config'>): readonly Secret[] {
  return Object.values(config).filter((value) => value instanceof Secret);
}
