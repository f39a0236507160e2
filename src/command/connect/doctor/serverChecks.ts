import { isLoopback } from '../../../core/address.js';
import { CredentialError } from '../../../core/errors.js';
import type { HttpClient } from '../../../core/httpClient.js';
import type { Logger } from '../../../core/ports.js';
import type { Secret } from '../../../core/secret.js';
import { Caller } from '../../../connect/api/caller.js';
import { ConnectApi } from '../../../connect/api/connectApi.js';
import { ConnectError } from '../../../connect/api/connectError.js';
import type { Association } from '../../../connect/api/content.js';
import { FIRST_VERSION, isBefore } from '../../../connect/api/failedCall.js';
import * as apiMessages from '../../../connect/api/messages.js';
import { parseServerSettings, type ServerSettings } from '../../../connect/api/server.js';
import { lookUpUser } from '../../../connect/user.js';
import { check, type Check, type Subject } from './check.js';
import * as messages from './messages.js';
import { type ViewerTokenAnswer, viewerToken } from './viewerToken.js';

/** The first version in which content can have several integrations, and name one by `audience`. */
const AUDIENCE_VERSION = [2025, 7] as const;

/** Integrations whose sign-ins are checked. */
const MAX_SESSIONS = 20;

/** The Posit Connect that content finds. */
export interface ExaminedServer {
  /** As in CONNECT_SERVER. */
  readonly url: string;
  readonly apiKey: Secret;
  readonly contentGuid: string;
  /** The API key by which the editor window takes a caller for its user; `undefined` if it is another server. */
  readonly mockingKey: Secret | undefined;
}

export interface ServerCheckPorts {
  readonly http: Pick<HttpClient, 'send'>;
  readonly signal: AbortSignal;
}

const noLog: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Asks the server what content needs of it: version, API key, license, associations and sign-ins. */
export async function serverChecks(server: ExaminedServer, ports: ServerCheckPorts): Promise<readonly Check[]> {
  const { url, apiKey, contentGuid, mockingKey } = server;
  const { host } = new URL(url);
  const { http, signal } = ports;
  const credential = { kind: 'apiKey', value: apiKey, expiresAt: undefined } as const;
  const apiPorts = { http, credential: () => Promise.resolve(credential), log: noLog };
  const baseUrl = url.replace(/\/+$/, '');
  const api = new ConnectApi(baseUrl, apiPorts);
  const isWindow = mockingKey !== undefined;
  try {
    const key = await keyCheck(api, host, signal);
    if (isWindow && key.result === 'problem') {
      // A window tells nothing without its key.
      return [key, ...notChecked(key, 'version', 'license', 'association', 'session')];
    }
    const settings = await (isWindow
      ? new Caller(baseUrl, apiPorts).query({ path: '/server_settings', parse: parseServerSettings }, signal)
      : api.serverSettings(signal));
    const general = [key, versionCheck(settings, host, isWindow), licenseCheck(settings, host)];
    const obstacle = general.find(({ result }) => result === 'problem');
    if (obstacle) {
      return [...general, ...notChecked(obstacle, 'association', 'session')];
    }
    const associations = await api.associations(contentGuid, signal).catch((error: unknown) => asCheck(error, host));
    if (!isList(associations)) {
      return [...general, associations, ...notChecked(associations, 'session')];
    }
    const sessions = await sessionChecks(server, api, associations.filter(isForViewers), ports);
    return [...general, associationCheck(associations, isWindow), ...sessions];
  } catch (error) {
    const version = versionFailure(error, url);
    return [version, ...notChecked(version, 'key', 'license', 'association', 'session')];
  }
}

/** The lines that are not checked because of a problem. */
export function notChecked(cause: Check, ...names: readonly Subject[]): readonly Check[] {
  return names.map((name) => check(name, 'unknown', messages.notChecked(cause.subject)));
}

function versionCheck({ version }: ServerSettings, host: string, isWindow: boolean): Check {
  if (version === undefined) {
    return check('version', 'unknown', messages.versionHidden(host));
  }
  if (isWindow) {
    return check('version', 'ok', messages.windowAnswers(version));
  }
  if (isBefore(version, FIRST_VERSION)) {
    return check('version', 'problem', apiMessages.tooOld(host, version).message);
  }
  return isBefore(version, AUDIENCE_VERSION)
    ? check('version', 'ok', messages.serverKnowsNoAudience(host, version))
    : check('version', 'ok', messages.serverAnswers(host, version));
}

function versionFailure(error: unknown, url: string): Check {
  if (!(error instanceof CredentialError)) {
    throw error;
  }
  const isGone = error.failure === 'network' && !(error instanceof ConnectError) && isLoopback(new URL(url).hostname);
  return check('version', 'problem', isGone ? messages.nothingListens(url) : error.message);
}

function licenseCheck({ isLicensed, isEnabled }: ServerSettings, host: string): Check {
  if (isLicensed === false) {
    return check('license', 'problem', apiMessages.notLicensed(host).message);
  }
  if (isEnabled === false) {
    return check('license', 'problem', apiMessages.turnedOff(host).message);
  }
  return isLicensed && isEnabled
    ? check('license', 'ok', messages.licensed())
    : check('license', 'unknown', messages.licenseHidden(host));
}

async function keyCheck(api: ConnectApi, host: string, signal: AbortSignal): Promise<Check> {
  try {
    const { username } = await lookUpUser(api, signal);
    return check('key', 'ok', messages.keyAccepted(username));
  } catch (error) {
    if (error instanceof ConnectError && error.problem === 'credential') {
      return check('key', 'problem', messages.keyRefused(host));
    }
    throw error;
  }
}

function associationCheck(associations: readonly Association[], isWindow: boolean): Check {
  const names = (of: readonly Association[]) => messages.nameList(of.map(({ name }) => name));
  const viewers = associations.filter(isForViewers);
  if (associations.length === 0) {
    return check('association', 'problem', isWindow ? messages.noneUsed() : messages.noneAssociated());
  }
  if (viewers.length === 0) {
    return check('association', 'problem', messages.noViewers(names(associations)));
  }
  return associations.length === 1
    ? check('association', 'ok', messages.associated(names(viewers)))
    : check('association', 'unknown', messages.severalAssociated(names(associations)));
}

/** Why the associations could not be listed. */
function asCheck(error: unknown, host: string): Check {
  if (!(error instanceof CredentialError)) {
    throw error;
  }
  const isMissing = error instanceof ConnectError && error.problem === 'missing';
  return check('association', 'problem', isMissing ? messages.noContent(host) : error.message);
}

/** One line for each integration. */
async function sessionChecks(
  { url, mockingKey }: ExaminedServer,
  api: ConnectApi,
  viewers: readonly Association[],
  { http, signal }: ServerCheckPorts,
): Promise<readonly Check[]> {
  if (viewers.length === 0) {
    return [check('session', 'unknown', messages.noViewerIntegration())];
  }
  const checked = viewers.slice(0, MAX_SESSIONS);
  if (mockingKey === undefined) {
    return ownSessionChecks(api, checked, signal);
  }
  return Promise.all(
    checked.map(async ({ integrationGuid = '', name = '?' }) => {
      const { isGiven, said } = await viewerToken(url, mockingKey, integrationGuid, http, signal).catch(asAnswer);
      return isGiven
        ? check('session', 'ok', messages.hasToken(name))
        : check('session', 'problem', messages.hasNoToken(name, said ?? messages.unknownReason()));
    }),
  );
}

/** A request that has failed, such as on the network, in place of an answer. */
function asAnswer(error: unknown): ViewerTokenAnswer {
  if (!(error instanceof CredentialError)) {
    throw error;
  }
  return { isGiven: false, said: error.message };
}

/** On a real server, viewers sign in for themselves; what the user of the API key has done is only a hint. */
async function ownSessionChecks(
  api: ConnectApi,
  viewers: readonly Association[],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  try {
    const signedIn = new Set((await api.sessions(signal)).map(({ integrationGuid }) => integrationGuid));
    return viewers.map(({ integrationGuid = '', name = '?' }) =>
      signedIn.has(integrationGuid)
        ? check('session', 'ok', messages.keyOwnerSignedIn(name))
        : check('session', 'unknown', messages.keyOwnerSignedOut(name)),
    );
  } catch (error) {
    if (!(error instanceof CredentialError)) {
      throw error;
    }
    return [check('session', 'unknown', messages.sessionsHidden(error.message))];
  }
}

function isForViewers({ authType }: Association): boolean {
  return authType !== 'Service Account';
}

function isList(value: readonly Association[] | Check): value is readonly Association[] {
  return Array.isArray(value);
}
