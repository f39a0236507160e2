import { t } from '@vscode/l10n';
import type { DiagnosticFact, DiagnosticSection } from '../core/source.js';
import { formatDuration, formatAge, formatTime } from '../core/time.js';
import { asCredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import { type Definition, type Entry, isInvalid } from './definition/definition.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import type { CredentialStore } from '../vault/credentialStore.js';
import type { SignInState } from '../vault/signInState.js';
import type { Vault } from '../vault/vault.js';

/** Longest name of an integration, in characters: beside it there is room for its standing. */
const MAX_NAME_LENGTH = 40;

/** What a support request needs of the local integrations. Asks no server. @param now milliseconds since the epoch */
export async function localSections(
  title: string,
  entries: readonly Entry[],
  { credentials, vault }: Pick<TokenStorage, 'credentials' | 'vault'>,
  stateOf: (definition: Definition, stored: StoredCredentials | undefined) => SignInState,
  now: number,
): Promise<readonly DiagnosticSection[]> {
  const { stored, text } = await storedIn(credentials, vault);
  return [
    {
      title,
      facts: [
        [t('Defined'), String(entries.length)],
        [t('Encrypted file'), text],
        ...entries.map((entry): DiagnosticFact => {
          if (isInvalid(entry)) {
            return [oneLine(entry.label, MAX_NAME_LENGTH), t('configuration error: {0}', entry.problem)];
          }
          const standing = stored && stateOf(entry, stored.get(entry.id));
          const facts = standing ? standingTexts(standing, now) : [t('not known')];
          return [oneLine(entry.name, MAX_NAME_LENGTH), [...facts, clientText(entry)].join('; ')];
        }),
      ],
    },
  ];
}

/** What is stored, `undefined` if that can't be read; and in words whether there is a file. */
async function storedIn(
  store: Pick<CredentialStore, 'read'>,
  vault: Pick<Vault, 'size'>,
): Promise<{ readonly stored: ReadonlyMap<string, StoredCredentials> | undefined; readonly text: string }> {
  try {
    const stored = await store.read();
    const size = await vault.size();
    if (size === undefined) {
      return { stored, text: t('does not exist: nothing is stored') };
    }
    const text = t('can be read; entries: {0}', size);
    return {
      stored,
      text: size > stored.size ? t('{0}, of which cannot be read: {1}', text, size - stored.size) : text,
    };
  } catch (error) {
    return { stored: undefined, text: asCredentialError(error, t('cannot be read')).message };
  }
}

function standingTexts(standing: SignInState, now: number): readonly string[] {
  const problem = standing.problem ? [standing.problem.message] : [];
  if (standing.kind === 'signedOut') {
    return [t('not signed in'), ...problem];
  }
  const { expiresAt, isRenewable } = standing;
  return [
    t('signed in'),
    expiresAt === undefined
      ? t('expiry not known')
      : expiresAt > now
        ? t('access token expires at {0} (in {1})', formatTime(expiresAt), formatDuration(expiresAt - now))
        : t('access token expired at {0}', formatAge(expiresAt, now)),
    isRenewable ? t('renewed automatically') : t('not renewed'),
    ...problem,
  ];
}

/** How the client is defined. Which one it is, the server's administrator can tell by the address alone. */
function clientText({ authMode, authType, server }: Definition): string {
  return t('{0}, {1}, at {2}', authType, authMode, server.issuer ?? server.tokenUri);
}
