import { t } from '@vscode/l10n';
import type { ContentSnippets, IntegrationProperty, ListedIntegration } from '../core/integration.js';
import { roleText } from '../core/roles.js';
import { formatTime } from '../core/time.js';
import { hasEnded, type SignInState } from '../vault/signInState.js';
import type { ConfigValue } from './api/configValue.js';
import type { ConnectIntegration } from './api/integrations.js';
import type { Role } from './api/server.js';
import type { ConnectSession } from './api/sessions.js';
import type { Template } from './api/templates.js';
import * as messages from './messages.js';
import type { ConnectServer } from './server.js';
import type { KnownUser } from './user.js';

/** What an integration has no use for: everything is in its properties. */
const NOTHING_ELSE = {
  ...{ issuer: undefined, clientId: undefined, scopes: undefined, authUrl: undefined, tokenUrl: undefined },
} as const;

/** The fields of a configuration that have a label of their own. The others are shown by their names. */
const LABELS: Readonly<Record<string, () => string>> = {
  client_id: () => t('Client ID'),
  scopes: () => t('Scopes'),
  authorization_uri: () => t('Auth URL'),
  token_uri: () => t('Token URL'),
};

/**
 * The user's account at a server as the view shows it.
 *
 * @param refusal why the server no longer accepts what is stored, as a sentence
 */
export function listedAccount(
  server: ConnectServer,
  state: SignInState & { readonly isApiKey: boolean },
  user?: KnownUser,
  refusal?: string,
): ListedIntegration {
  const { name, url, insecure, isDefault } = server;
  const isSignedIn = state.kind === 'signedIn' && refusal === undefined;
  const canSignIn = !isSignedIn || state.isRenewalRefused;
  const canSignOut = state.kind === 'signedIn' || state.isGrantStored;
  const isOver = hasEnded(state) || refusal !== undefined;
  const notSignedIn = isOver ? messages.signInAgain() : messages.notSignedIn();
  const standing = isSignedIn ? messages.signedInAs(user) : notSignedIn;
  const isAdministrator = isSignedIn && user?.role === 'administrator';
  return {
    ...{ guid: undefined, name, label: name, type: undefined },
    status: { kind: isSignedIn ? 'authenticated' : 'notSignedIn' },
    actions: [
      ...(canSignIn ? ['signIn', 'signInWithDeviceCode'] : []),
      ...(canSignOut ? ['signOut'] : []),
      ...(isAdministrator ? ['createConnectIntegration'] : []),
      ...(isDefault ? [] : ['setDefaultConnectServer']),
      'removeConnectServer',
    ],
    ...(isSignedIn && state.expiresAt !== undefined
      ? { expiry: { at: state.expiresAt, isRenewable: state.isRenewable } }
      : {}),
    ...(isOver ? { signInEnded: true } : {}),
    // In a narrow view, the end is cut off, which must not be who is signed in.
    summary: [standing, ...(isDefault && isSignedIn ? [messages.isDefault()] : [])].join(' · '),
    note: refusal ?? state.problem?.message,
    warning: insecure ? messages.isInsecure() : undefined,
    properties: [
      { label: t('URL'), value: url },
      { label: t('User'), value: user?.username },
      { label: t('Role'), value: user?.role && roleText(user.role) },
      { label: t('Default server'), value: isDefault ? messages.yes() : undefined },
      { label: t('Signed in with'), value: isSignedIn ? messages.credentialText(state.isApiKey) : undefined },
    ],
    ...NOTHING_ELSE,
  };
}

/**
 * An integration of a server as the view shows it.
 *
 * @param session the user's session at it, if there is one
 * @param template its template, if that is known
 */
export function listedIntegration(
  integration: ConnectIntegration,
  session: ConnectSession | undefined,
  role: Role | undefined,
  template?: Template,
): ListedIntegration {
  const { guid, name, description, authType, config } = integration;
  const isServiceAccount = authType === 'Service Account';
  const canSignIn = takesSignIn(integration);
  const isSignedIn = session !== undefined || !canSignIn;
  const isRenewable = session?.hasRefreshToken !== false;
  const isPublisher = role === 'publisher' || role === 'administrator';
  return {
    ...{
      guid,
      name,
      label: labelOf(integration, template),
      type: integration.template,
      description,
    },
    status: { kind: isSignedIn ? 'authenticated' : 'notSignedIn' },
    actions: [
      ...(canSignIn && (!session || !isRenewable) ? ['signIn'] : []),
      ...(session ? ['signOut'] : []),
      ...(isPublisher ? ['snippet', 'associateWithContent'] : []),
      ...(role === 'administrator' ? ['editConnectIntegration', 'deleteConnectIntegration'] : []),
      'useForContent',
    ],
    ...(authType ? { authType } : {}),
    snippets: snippetsFor(integration),
    summary: canSignIn ? undefined : isServiceAccount ? messages.isServiceAccount() : messages.isVisitorKey(),
    note: isServiceAccount
      ? messages.noSignInNeeded()
      : session && !isRenewable
        ? messages.sessionNotRenewable()
        : undefined,
    properties: propertiesOf(integration, template),
    // Not shown, since there are properties: to find the local integration that is the same client.
    issuer: undefined,
    clientId: textOf(config['client_id']),
    scopes: textOf(config['scopes'])?.split(/\s+/),
    authUrl: textOf(config['authorization_uri']),
    tokenUrl: textOf(config['token_uri']),
  };
}

/** Whether users sign in to it: only viewers' tokens take a sign-in. The type is not known of older servers. */
export function takesSignIn({ authType }: ConnectIntegration): boolean {
  return authType === undefined || authType === 'Viewer';
}

/** What people see: the name, or else that of its template. @param template its template, if that is known */
export function labelOf(integration: ConnectIntegration, template?: Template): string {
  return integration.name ?? template?.name ?? integration.template ?? integration.guid;
}

/** What code in content calls to get the tokens of an integration. */
function snippetsFor({ authType, template, config }: ConnectIntegration): ContentSnippets {
  const isAws = template === 'aws';
  switch (authType) {
    case 'Visitor API Key':
      return 'content-visitor-key';
    case 'Service Account':
      if (isAws) {
        return 'content-aws-service-account';
      }
      // The API does not name it: it is an option of some templates.
      return Object.values(config).some((value) => /^(?:workload|federated?)[ _-]/i.test(String(value)))
        ? 'content-workload'
        : 'content-service-account';
    default:
      return isAws ? 'content-aws-viewer' : 'content-viewer';
  }
}

function propertiesOf(integration: ConnectIntegration, template: Template | undefined): readonly IntegrationProperty[] {
  const { guid, authType, authTypeText, config, contentCount, createdAt, updatedAt } = integration;
  const known = Object.entries(LABELS).map(([field, label]) => ({ label: label(), value: textOf(config[field]) }));
  const others = Object.entries(config)
    .filter(([field]) => !Object.hasOwn(LABELS, field) && field !== 'auth_type')
    .map(([field, value]) => ({
      label: template?.inputs.find(({ name }) => name === field)?.label ?? field,
      value: textOf(value),
    }));
  return [
    { label: t('Integration ID'), value: guid },
    { label: t('Template'), value: template?.name ?? integration.template },
    { label: t('Authentication type'), value: authTypeText ?? authType },
    ...[...known, ...others].filter(({ value }) => value !== undefined),
    ...(contentCount === undefined ? [] : [{ label: t('Content items that use it'), value: String(contentCount) }]),
    { label: t('Created'), value: createdAt === undefined ? undefined : formatTime(createdAt) },
    { label: t('Updated'), value: updatedAt === undefined ? undefined : formatTime(updatedAt) },
  ];
}

function textOf(value: ConfigValue | undefined): string | undefined {
  if (typeof value === 'boolean') {
    return value ? messages.yes() : messages.no();
  }
  return value === undefined || value === '' ? undefined : String(value);
}
