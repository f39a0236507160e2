import { t } from '@vscode/l10n';
import type { IntegrationProperty, ListedIntegration } from '../core/integration.js';
import { formatTime } from '../core/time.js';
import { integrationId } from './integrationId.js';
import { type KnownProvider, labelOf, nameOf } from './knownProvider.js';
import * as messages from './messages.js';
import type { UserSession } from './session.js';
import type { Workspace } from './workspace.js';

/** Coder's providers have no such properties of their own. */
const NOTHING_ELSE = {
  ...{ issuer: undefined, clientId: undefined, scopes: undefined, authUrl: undefined, tokenUrl: undefined },
} as const;

/** Where the rows are. */
export interface Place {
  /** The deployment's origin. */
  readonly url: string;
  /** Whether code gets tokens here. */
  readonly hasTokens: boolean;
}

/** A provider as the view shows it. */
export function listedProvider(known: KnownProvider, { url, hasTokens }: Place): ListedIntegration {
  const { asked, status, expiresAt, isRenewable, type, hasLink, listed, problem } = known;
  const isSignedIn = status === 'signedIn';
  const row = {
    ...{ guid: integrationId(url, asked), name: nameOf(asked), label: labelOf(known), type },
    ...{ properties: propertiesOf(known, url), ...NOTHING_ELSE },
  };
  if (status === 'failed' && !isFailureOfServer(known)) {
    return { ...row, status: { kind: 'configurationError', detail: problem ?? '' }, actions: [] };
  }
  const reason = reasonOf(known);
  return {
    ...row,
    status: { kind: isSignedIn ? 'authenticated' : 'notSignedIn' },
    ...(status === 'failed' ? { isTokenUnknown: true } : {}),
    actions: [
      ...(isSignedIn && isRenewable !== false
        ? []
        : ['signIn', ...(listed?.provider.device ? ['signInWithDeviceCode'] : [])]),
      ...(hasLink ? ['signOut'] : []),
      ...(hasTokens ? ['snippet'] : []),
    ],
    snippets: 'command',
    ...(expiresAt === undefined || isRenewable === undefined ? {} : { expiry: { at: expiresAt, isRenewable } }),
    ...(isSignedIn && !hasTokens ? { note: messages.noTokensHere() } : {}),
    ...(reason === undefined ? {} : { note: reason, signInReason: reason }),
    ...(status === 'notSignedIn' && reason !== undefined ? { signInEnded: true } : {}),
  };
}

/** Whether the server failed to answer. Otherwise it has rejected the request: it has no such provider. */
function isFailureOfServer({ failure }: KnownProvider): boolean {
  return failure?.failure === 'network';
}

/** Why the user has to sign in again, in sentences. */
function reasonOf({ status, problem, hasLink }: KnownProvider): string | undefined {
  if (status === 'failed') {
    return messages.notKnown(problem ?? '');
  }
  if (status === 'signedIn') {
    return undefined;
  }
  return problem !== undefined
    ? messages.linkInvalid(problem)
    : hasLink
      ? messages.linkInvalidWithoutReason()
      : undefined;
}

function propertiesOf(known: KnownProvider, url: string): readonly IntegrationProperty[] {
  const { asked, type, expiresAt, isRenewable, login, problem } = known;
  return [
    { label: 'id' in asked ? t('Provider ID') : t('Git host'), value: nameOf(asked) },
    { label: t('Integration ID'), value: integrationId(url, asked) },
    { label: t('Type'), value: type },
    { label: t('Expires'), value: expiresAt === undefined ? undefined : formatTime(expiresAt) },
    {
      label: t('Renewed automatically'),
      value: isRenewable === undefined ? undefined : isRenewable ? t('Yes') : t('No'),
    },
    { label: t('Account'), value: login },
    { label: t('URL'), value: signInUrlOf(known, url) },
    ...(problem === undefined ? [] : [{ label: t('Validation error'), value: problem }]),
  ];
}

/** Where the user signs in. */
export function signInUrlOf({ asked, signInUrl }: KnownProvider, url: string): string | undefined {
  return signInUrl ?? ('id' in asked ? `${url}/external-auth/${encodeURIComponent(asked.id)}` : undefined);
}

export interface AccountFacts {
  readonly workspace: Workspace | undefined;
  readonly session: UserSession | undefined;
  readonly user: string | undefined;
  /** Why the workspace can't be used, or why the server does not accept the session, as a sentence. */
  readonly refusal: string | undefined;
}

/** The user's account at Coder, as the view shows it. */
export function listedAccount({ workspace, session, user, refusal }: AccountFacts): ListedIntegration {
  const isSignedIn = session !== undefined && refusal === undefined;
  return {
    ...{ guid: undefined, name: messages.label(), label: messages.label(), type: undefined },
    status: { kind: isSignedIn ? 'authenticated' : 'notSignedIn' },
    actions: [...(isSignedIn ? [] : ['signIn']), ...(session?.origin === 'stored' ? ['signOut'] : [])],
    summary: isSignedIn ? messages.signedInAs(user) : messages.notSignedInToCoder(),
    note: refusal ?? (isSignedIn ? undefined : messages.signInForList()),
    properties: [
      { label: t('URL'), value: session?.url ?? workspace?.url },
      { label: t('User'), value: user },
      { label: t('Workspace'), value: workspace?.name },
    ],
    ...NOTHING_ELSE,
  };
}
