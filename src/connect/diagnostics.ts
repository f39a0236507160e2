import { t } from '@vscode/l10n';
import type { DiagnosticFact, DiagnosticSection } from '../core/source.js';
import { formatTime } from '../core/time.js';
import type { SignInState } from '../vault/signInState.js';
import type { FailedRequest } from './api/caller.js';
import * as messages from './messages.js';
import type { ConnectServer } from './server.js';
import type { KnownUser } from './user.js';

/** What a support request needs to know about a server. Asks no server. */
export function connectSections(
  server: ConnectServer,
  state: SignInState & { readonly isApiKey: boolean },
  user: KnownUser | undefined,
  failure: FailedRequest | undefined,
): readonly DiagnosticSection[] {
  return [
    {
      title: t('Posit Connect: {0}', server.name),
      facts: [
        [t('URL'), server.url],
        [t('Certificate'), certificateText(server)],
        [t('Status'), state.kind === 'signedIn' ? messages.signedInAs(user) : messages.notSignedIn()],
        ...(state.kind === 'signedIn' ? credentialFacts(state) : []),
        ...(state.problem ? [[t('Problem'), state.problem.message] as const] : []),
        ...(failure ? [[t('Last failed request'), failureText(failure)] as const] : []),
      ],
    },
  ];
}

function certificateText({ caCertificate, insecure }: ConnectServer): string {
  if (insecure) {
    return t('not verified');
  }
  return caCertificate === undefined ? t('verified as usual') : t('verified with ca_certificate');
}

function credentialFacts(
  state: Extract<SignInState, { kind: 'signedIn' }> & { readonly isApiKey: boolean },
): DiagnosticFact[] {
  const { expiresAt, isRenewable, isApiKey } = state;
  const expiry = expiresAt === undefined ? t('not known') : formatTime(expiresAt);
  return [
    [t('Signed in with'), messages.credentialText(isApiKey)],
    [t('Expires'), isRenewable ? t('{0}, then renewed', expiry) : expiry],
  ];
}

function failureText({ method, path, status, code, correlationId }: FailedRequest): string {
  const result = status === undefined ? t('no answer') : `HTTP ${status}${code === undefined ? '' : `, ${code}`}`;
  return t('{0} {1}: {2}; correlation ID {3}', method, path, result, correlationId);
}
