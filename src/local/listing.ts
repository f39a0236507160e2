import type { ListedIntegration } from '../core/integration.js';
import { type Definition, type Entry, isInvalid } from './definition/definition.js';
import * as messages from './messages.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';
import { hasEnded, type SignInState } from '../vault/signInState.js';

/** What can be done with every entry, also one that is wrong. */
const ALWAYS = ['editIntegration', 'checkIntegration', 'removeIntegration'] as const;

/** An invalid entry as the view shows it. */
export function wrongIntegration({ id, label, problem }: Extract<Entry, { problem: string }>): ListedIntegration {
  return {
    ...{ guid: id, name: undefined, label, type: undefined },
    status: { kind: 'configurationError', detail: problem },
    actions: ALWAYS,
    ...{ issuer: undefined, clientId: undefined, scopes: undefined, authUrl: undefined, tokenUrl: undefined },
  };
}

/**
 * A definition as the view shows it.
 *
 * @param server what is known of its server, if anything
 * @param isCodeAnswered whether code that asks for its token gets an answer
 */
export function listedIntegration(
  definition: Definition,
  standing: SignInState,
  server: AuthorizationServer | undefined,
  isCodeAnswered: boolean,
): ListedIntegration {
  const { id, name, displayName, description, authType, clientId, scopes, gitHosts } = definition;
  const isSignedIn = standing.kind === 'signedIn';
  const offersDeviceCode = authType === 'Viewer' && server?.endpoints.device_authorization_endpoint !== undefined;
  // If the server refuses to renew the token without saying why, either may be right.
  // A token that can't be renewed can be replaced before it expires.
  const canSignIn = !isSignedIn || standing.isRenewalRefused || isLimited(standing);
  const canSignOut = isSignedIn || standing.isGrantStored;
  return {
    ...{ guid: id, name, label: displayName ?? name, type: 'custom', description },
    status: { kind: isSignedIn ? 'authenticated' : 'notSignedIn' },
    actions: [
      ...(canSignOut ? ['signOut'] : []),
      ...(isSignedIn && isCodeAnswered ? ['snippet'] : []),
      ...(canSignIn ? ['signIn', ...(offersDeviceCode ? ['signInWithDeviceCode'] : [])] : []),
      'copyConnectRequest',
      'useForContent',
      ...ALWAYS,
    ],
    ...(isSignedIn && standing.expiresAt !== undefined
      ? { expiry: { at: standing.expiresAt, isRenewable: standing.isRenewable } }
      : {}),
    ...(hasEnded(standing) ? { signInEnded: true } : {}),
    note: noteOf(definition, standing),
    authType,
    issuer: definition.server.issuer,
    clientId,
    scopes: scopes.length > 0 ? scopes : undefined,
    ...urlsOf(definition, server),
    ...(gitHosts.length > 0 ? { gitHosts } : {}),
  };
}

/** Whether the access token expires and can't be renewed. */
function isLimited({ expiresAt, isRenewable }: Extract<SignInState, { kind: 'signedIn' }>): boolean {
  return expiresAt !== undefined && !isRenewable;
}

function noteOf({ usePkce, authType }: Definition, standing: SignInState): string | undefined {
  const { problem } = standing;
  const notes = [
    ...(!hasEnded(standing) || problem ? [] : [messages.hasExpired()]),
    ...(problem ? [standing.kind === 'signedIn' ? messages.notRenewed(problem) : problem.message] : []),
    ...(usePkce || authType === 'Service Account' ? [] : [messages.pkceIsOff()]),
  ];
  return notes.length > 0 ? notes.join(' ') : undefined;
}

function urlsOf(
  { server: defined }: Definition,
  server: AuthorizationServer | undefined,
): Pick<ListedIntegration, 'authUrl' | 'tokenUrl'> {
  return defined.issuer === undefined
    ? { authUrl: defined.authorizationUri, tokenUrl: defined.tokenUri }
    : { authUrl: server?.endpoints.authorization_endpoint, tokenUrl: server?.endpoints.token_endpoint };
}

/** Whether an integration shows an entry. */
export function shows(
  { guid, name, label }: Pick<ListedIntegration, 'guid' | 'name' | 'label'>,
  entry: Entry,
): boolean {
  return entry.id === guid && (isInvalid(entry) ? entry.label === label : entry.name === name);
}
