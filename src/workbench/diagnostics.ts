import { t } from '@vscode/l10n';
import { CredentialError, errorChain } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { DiagnosticFact, DiagnosticSection } from '../core/source.js';
import { oneLine } from '../core/text.js';
import { formatAge, formatDuration, formatTime } from '../core/time.js';
import { redactUrl } from '../core/url.js';
import type { Environment } from '../core/ports.js';
import { COOKIE_FILE, COOKIE_VARIABLE } from './cookie.js';
import { type CookiePlace, cookiePlaces } from './cookiePlaces.js';
import { isBrokered, type Session } from './session.js';
import { MINIMUM_VERSION } from './sessionMessages.js';
import { isTooOld, serverAddressOf } from './sessionServer.js';

/** Longest list of a certificate's names, in characters: some have hundreds. */
const MAX_NAMES_LENGTH = 500;

/**
 * Which variables of a session are set, and when its cookie expires. Reports what can't be read before `signal` is
 * aborted.
 *
 * @param now milliseconds since the epoch
 */
export async function sessionSection(
  session: Session | undefined,
  environment: Environment,
  now: number,
  signal: AbortSignal,
): Promise<DiagnosticSection> {
  const places = session && (await cookiePlaces(session, environment, signal));
  const variable = (name: string, shown = (value: string) => value): DiagnosticFact => {
    const value = environment[name]?.trim();
    return [name, value ? shown(value) : notSet()];
  };
  return {
    title: t('Posit Workbench: session'),
    facts: [
      [t('In a session'), session ? t('yes') : whyNoSession(environment)],
      variable('POSIT_PRODUCT'),
      variable('RSTUDIO_VERSION', versionText),
      variable('PWB_SESSION_RUNTIME_DIR'),
      variable('RS_SERVER_ADDRESS', redactUrl),
      variable('RS_SERVER_URL', redactUrl),
      // Its value leads to this session and is of no use for support.
      variable('RS_SESSION_URL', () => t('set')),
      variable('REQUESTS_CA_BUNDLE'),
      variable('CURL_CA_BUNDLE'),
      ...(places
        ? ([
            [t('File {0}', COOKIE_FILE), placeText(places.file, now)],
            [COOKIE_VARIABLE, placeText(places.variable, now)],
          ] as const)
        : []),
    ],
  };
}

function whyNoSession(environment: Environment): string {
  return isBrokered(environment)
    ? t('no: the variables belong to the broker of the editor window that started this one')
    : t('no (see POSIT_PRODUCT and RS_SERVER_ADDRESS)');
}

function versionText(version: string): string {
  return isTooOld(version) ? t('{0} (too old: OAuth integrations require {1})', version, MINIMUM_VERSION) : version;
}

/** The parts of the last list of integrations that could not be used. */
export function listSection(problems: readonly string[]): DiagnosticSection {
  return {
    title: t('Posit Workbench: list of integrations'),
    facts: problems.map((problem) => [t('Could not be used'), problem]),
  };
}

/** How the server is reached, and its certificate. Sends no request to the server. @param now as above */
export async function serverSection(
  session: Session,
  http: HttpClient,
  now: number,
  signal: AbortSignal,
): Promise<DiagnosticSection> {
  const title = t('Posit Workbench: server');
  try {
    const address = serverAddressOf(session);
    const facts: DiagnosticFact[] = [
      [t('Address'), redactUrl(address)],
      [t('Proxy'), await proxyText(address, http, signal)],
    ];
    if (new URL(address).protocol === 'https:') {
      facts.push([t('Trusted CAs'), authoritiesText(session)]);
      facts.push(...(await tlsFacts(address, http, now, signal)));
    } else {
      facts.push([t('TLS'), t('none: the address is http')]);
    }
    return { title, facts };
  } catch (error) {
    return { title, facts: [[t('Address'), messageOf(error)]] };
  }
}

async function proxyText(address: string, http: HttpClient, signal: AbortSignal): Promise<string> {
  try {
    const proxy = await http.proxyFor(address, signal);
    return proxy === undefined ? t('not used') : redactUrl(proxy);
  } catch (error) {
    return messageOf(error);
  }
}

function authoritiesText({ caBundle }: Session): string {
  return caBundle
    ? t('only those in {0}', caBundle.variable)
    : t("Node's, and the system's if http.systemCertificates is on and Node is 22.15 or later");
}

async function tlsFacts(
  address: string,
  http: HttpClient,
  now: number,
  signal: AbortSignal,
): Promise<DiagnosticFact[]> {
  try {
    const { protocol, subject, issuer, names, validTo, distrust } = await http.inspectTls(address, signal);
    return [
      [t('TLS'), protocol ?? t('unknown')],
      [t('Certificate'), subject || t('unnamed')],
      [t('Other names'), names === undefined ? t('none') : oneLine(names, MAX_NAMES_LENGTH)],
      [t('Issued by'), issuer || t('unnamed')],
      [t('Valid'), Number.isNaN(validTo) ? t('unknown') : expiryText(validTo, now)],
      [t('Trusted'), distrust === undefined ? t('yes') : t('no: {0}', distrust)],
    ];
  } catch (error) {
    return [
      [t('TLS'), messageOf(error)],
      [t('Causes'), errorChain(error)],
    ];
  }
}

function placeText({ isSet, isSendable, expiry, failure }: CookiePlace, now: number): string {
  if (failure !== undefined) {
    return t('cannot be read: {0}', codeOf(failure));
  }
  if (!isSet) {
    return notSet();
  }
  if (!isSendable) {
    return t('set, but not a valid cookie: it contains characters that cannot be sent');
  }
  return expiry === undefined ? t('set; expiry date not readable') : t('set; {0}', expiryText(expiry, now));
}

function expiryText(expiry: number, now: number): string {
  return expiry > now
    ? t('until {0} (for {1})', formatTime(expiry), formatDuration(expiry - now))
    : t('EXPIRED at {0}', formatAge(expiry, now));
}

/** Only the code: the message would repeat the path, which is listed above. */
function codeOf(failure: unknown): string {
  if (!(failure instanceof Error)) {
    return t('unknown error');
  }
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name;
}

function messageOf(error: unknown): string {
  return error instanceof CredentialError ? error.message : errorChain(error);
}

const notSet = (): string => t('not set');
