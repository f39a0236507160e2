import { t } from '@vscode/l10n';
import { type DiagnosticFact, type DiagnosticSection, span, timeOf } from '../core/diagnostics.js';
import { asCredentialError } from '../core/errors.js';
import { type Entry, isWrong } from './definition.js';
import type { Kept } from './grant.js';
import type { Holdings } from './holdings.js';
import type { Tokens } from './tokens.js';

/** What of the user's own integrations a support request needs. Asks no server. @param now milliseconds since the epoch */
export async function localSections(
  title: string,
  entries: readonly Entry[],
  holdings: Pick<Holdings, 'read'>,
  tokens: Tokens,
  now: number,
): Promise<readonly DiagnosticSection[]> {
  const [kept, keeping] = await holdings.read().then(
    (found): [ReadonlyMap<string, Kept>, string] => [found, t('can be read')],
    (error: unknown): [ReadonlyMap<string, Kept>, string] => [
      new Map(),
      asCredentialError(error, t('cannot be read')).message,
    ],
  );
  return [
    {
      title,
      facts: [
        [t('Defined'), String(entries.length)],
        [t('Encrypted file'), keeping],
        ...entries.map((entry): DiagnosticFact => {
          if (isWrong(entry)) {
            return [entry.label, entry.problem];
          }
          const standing = tokens.standing(entry, kept.get(entry.id));
          if (standing.kind === 'signedOut') {
            return [
              entry.name,
              [t('not signed in'), ...(standing.problem ? [standing.problem.message] : [])].join('; '),
            ];
          }
          const { expiresAt, isRenewable, problem } = standing;
          const expiry =
            expiresAt === undefined ? t('expiry not known') : `${timeOf(expiresAt)} (${span(expiresAt - now)})`;
          const renewal = isRenewable ? t('renewed by itself') : t('not renewed');
          return [entry.name, [t('signed in'), expiry, renewal, ...(problem ? [problem.message] : [])].join('; ')];
        }),
      ],
    },
  ];
}
