import { t } from '@vscode/l10n';
import type { ServerFacts, ServerIntegration } from '../core/serverAccess.js';
import { formatDuration } from '../core/time.js';
import type { IntegrationStatus, ListedIntegration } from '../core/integration.js';
import { oneLine } from '../core/text.js';

const GAP = '  ';

/**
 * A table of integrations with a header and aligned columns.
 *
 * @param now milliseconds since the epoch
 * @param sources for each integration what has it, if there are several servers
 */
export async function table(
  integrations: readonly ListedIntegration[],
  now: number,
  sources?: readonly string[],
): Promise<string> {
  return aligned([
    [t('NAME'), t('STATUS'), t('EXPIRES'), ...(sources ? [t('FROM')] : []), t('INTEGRATION ID')],
    ...integrations.map(({ label, status, expiry, guid }, at) => [
      oneLine(label, 60),
      statusText(status),
      expiry ? expiryText(expiry, now) : '',
      ...(sources ? [sources[at] ?? ''] : []),
      oneLine(guid ?? '', 60),
    ]),
  ]);
}

/** A table of servers. @param now milliseconds since the epoch */
export function serverTable(servers: readonly ServerFacts[], now: number): Promise<string> {
  return aligned([
    [t('NAME'), t('STATUS'), t('EXPIRES'), t('USER'), t('DEFAULT'), t('URL')],
    ...servers.map(({ name, url, isDefault, isSignedIn, username, role, expiry }) => [
      oneLine(name, 60),
      isSignedIn ? t('signed in') : t('not signed in'),
      expiry ? expiryText(expiry, now) : '',
      [username, role === undefined ? undefined : `(${role})`]
        .filter((each) => each !== undefined)
        .map((each) => oneLine(each, 60))
        .join(' '),
      isDefault ? t('yes') : '',
      oneLine(url, 200),
    ]),
  ]);
}

/** A table of the integrations of a server. */
export function serverIntegrationTable(integrations: readonly ServerIntegration[]): Promise<string> {
  return aligned([
    [t('NAME'), t('STATUS'), t('TEMPLATE'), t('AUTHENTICATION'), t('INTEGRATION ID')],
    ...integrations.map(({ label, isSignedIn, template = '', authType = '', guid }) => [
      oneLine(label, 60),
      isSignedIn === undefined ? t('no sign-in') : isSignedIn ? t('signed in') : t('not signed in'),
      oneLine(template, 60),
      oneLine(authType, 60),
      oneLine(guid, 60),
    ]),
  ]);
}

/** Rows with aligned columns, the first of which is the header. A column that is empty in all others is left out. */
async function aligned(all: readonly (readonly string[])[]): Promise<string> {
  const hasValue = (_: string, column: number) => all.slice(1).some((row) => row[column]);
  const rows = all.map((row) => row.filter(hasValue));
  const { default: widthOf } = await import('string-width');
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const padded = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell));
  return rows.map((row) => `${row.map(padded).join(GAP).trimEnd()}\n`).join('');
}

function statusText({ kind }: IntegrationStatus): string {
  switch (kind) {
    case 'authenticated':
      return t('signed in');
    case 'configurationError':
      return t('configuration error');
    default:
      return t('not signed in');
  }
}

/** When an access token expires, in a few words. An expired one that is renewable is renewed when it is next requested. */
function expiryText({ at, isRenewable }: NonNullable<ListedIntegration['expiry']>, now: number): string {
  if (at > now) {
    return t('in {0}', formatDuration(at - now));
  }
  return isRenewable ? t('renewed on use') : t('expired');
}
