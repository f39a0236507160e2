import { t } from '@vscode/l10n';
import type { ListedIntegration } from '../core/integration.js';
import type { SignInState } from '../vault/signInState.js';
import * as messages from './messages.js';
import type { ConnectServer } from './server.js';
import type { KnownUser } from './user.js';

/** The user's account at a server as the view shows it. */
export function listedAccount(
  server: ConnectServer,
  state: SignInState & { readonly isApiKey: boolean },
  user?: KnownUser,
): ListedIntegration {
  const { name, url, insecure, isDefault } = server;
  const isSignedIn = state.kind === 'signedIn';
  const canSignIn = !isSignedIn || state.isRenewalRefused;
  const canSignOut = isSignedIn || state.isGrantStored;
  const standing = isSignedIn ? messages.signedInAs(user) : messages.notSignedIn();
  return {
    ...{ guid: undefined, name, label: name, type: undefined },
    status: { kind: isSignedIn ? 'authenticated' : 'notSignedIn' },
    actions: [
      ...(canSignIn ? ['signIn'] : []),
      ...(canSignOut ? ['signOut'] : []),
      ...(isDefault ? [] : ['setDefaultConnectServer']),
      'removeConnectServer',
    ],
    ...(isSignedIn && state.expiresAt !== undefined
      ? { expiry: { at: state.expiresAt, isRenewable: state.isRenewable } }
      : {}),
    summary: [standing, ...(isDefault ? [messages.isDefault()] : [])].join(' · '),
    note: state.problem?.message,
    warning: insecure ? messages.isInsecure() : undefined,
    properties: [
      { label: t('URL'), value: url },
      { label: t('User'), value: user?.username },
      { label: t('Role'), value: user?.role },
    ],
    ...{ issuer: undefined, clientId: undefined, scopes: undefined, authUrl: undefined, tokenUrl: undefined },
  };
}
