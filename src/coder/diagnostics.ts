import { t } from '@vscode/l10n';
import { sideBySide } from '../core/lists.js';
import type { DiagnosticFact, DiagnosticSection } from '../core/source.js';
import { formatTime } from '../core/time.js';
import { type KnownProvider, nameOf } from './knownProvider.js';
import type { AccountFacts } from './listing.js';
import * as messages from './messages.js';
import type { SessionOrigin } from './session.js';

/** What a support request needs to know. Asks no server. */
export function coderSections(
  { workspace, session, user, refusal }: AccountFacts,
  providers: readonly KnownProvider[],
): readonly DiagnosticSection[] {
  const standing = session && refusal === undefined ? messages.signedInAs(user) : messages.notSignedInToCoder();
  return [
    {
      title: t('Coder'),
      facts: [
        [t('Workspace'), workspace ? `${workspace.name ?? ''} ${workspace.url}`.trim() : t('not in a workspace')],
        [t('Status'), standing],
        ...(session ? [[t('Deployment'), session.url] as const] : []),
        ...(session ? [[t('Session token'), originText(session.origin)] as const] : []),
        ...(refusal === undefined ? [] : [[t('Problem'), refusal] as const]),
        ...providers.map(providerFact),
      ],
    },
  ];
}

function providerFact({ asked, status, expiresAt, problem }: KnownProvider): DiagnosticFact {
  const parts = [
    status === 'signedIn' ? t('signed in') : status === 'failed' ? t('failed') : t('not signed in'),
    ...(expiresAt === undefined ? [] : [t('expires {0}', formatTime(expiresAt))]),
    ...(problem === undefined ? [] : [problem]),
  ];
  return [nameOf(asked), sideBySide(parts)];
}

function originText(origin: SessionOrigin): string {
  switch (origin) {
    case 'environment':
      return t('from the environment');
    case 'stored':
      return t('entered, stored encrypted');
    case 'files':
      return t("from the files of Coder's own command");
    case 'program':
      return t('from: coder login token');
  }
}
