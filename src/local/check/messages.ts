import { t } from '@vscode/l10n';
import { listOf } from '../../core/lists.js';
import { formatDuration, formatTime } from '../../core/time.js';
import { oneLine } from '../../core/text.js';
import type { SignInState } from '../../vault/signInState.js';
import type { Finding } from '../../core/finding.js';
import { ok, problem, unknown } from './findings.js';
import type { ClientResult } from './ports.js';

/* What a check finds. Texts of servers are made safe here. */

const settings = (): string => t('Settings');
export const settingsRight = (): Finding => ok(settings(), t('All fields are right.'));

export function settingsWrong(sentences: string): Finding {
  return problem(settings(), t('{0} Correct it with Edit Integration….', sentences));
}

const metadata = (): string => t('Endpoints');
export const endpointsEntered = (): Finding => ok(metadata(), t('Named in the settings.'));

export function metadataRead(host: string, otherOrigins: readonly string[]): Finding {
  return otherOrigins.length === 0
    ? ok(metadata(), t('Read from {0}.', oneLine(host)))
    : ok(metadata(), t('Read from {0}. Some are at {1}.', oneLine(host), oneLine(listOf(otherOrigins))));
}

export const metadataUnreadable = (sentences: string): Finding => problem(metadata(), sentences);

/** @param reason why it has none that can be used, in sentences */
export const signInPageMissing = (reason: string): Finding => problem(metadata(), reason);

export function deviceCodesOnly(host: string): Finding {
  return ok(metadata(), t('Read from {0}, which has no sign-in page, but offers device codes.', oneLine(host)));
}

export function proxy(host: string, shown: string | undefined): Finding {
  return shown === undefined
    ? ok(t('Proxy'), t('{0} is reached directly.', oneLine(host)))
    : ok(t('Proxy'), t('{0} is reached through {1}.', oneLine(host), shown));
}

/** @param sentences why the proxy can't be used or found */
export const proxyUnusable = (sentences: string): Finding => problem(t('Proxy'), sentences);

const certificate = (): string => t('Certificate');

export function certificateTrusted(host: string, issuer: string): Finding {
  return ok(certificate(), t('The certificate of {0} is trusted. Issued by {1}.', oneLine(host), oneLine(issuer)));
}

export function certificateEnding(host: string, validTo: number): Finding {
  return unknown(
    certificate(),
    t('The certificate of {0} expires at {1}. Tell its administrator.', oneLine(host), formatTime(validTo)),
  );
}

export function certificateDistrusted(host: string, code: string, issuer: string): Finding {
  return problem(
    certificate(),
    t(
      'The certificate of {0}, issued by {1}, is not trusted ({2}). Install the certificate of its authority in the operating system, or name it in REQUESTS_CA_BUNDLE.',
      oneLine(host),
      oneLine(issuer),
      oneLine(code),
    ),
  );
}

export function certificateUnknown(host: string, sentences: string): Finding {
  return problem(certificate(), t('No TLS connection to {0}: {1}', oneLine(host), sentences));
}

const reachability = (): string => t('Connection');
export const reachable = (host: string): Finding => ok(reachability(), t('{0} answers.', oneLine(host)));
export const unreachable = (sentences: string): Finding => problem(reachability(), sentences);

export function serverFails(host: string, status: number): Finding {
  return problem(
    reachability(),
    t('{0} answers with the error HTTP {1}. Try again later, or tell its administrator.', oneLine(host), status),
  );
}

const clock = (): string => t('Clock');
export const clockRight = (): Finding => ok(clock(), t("This machine's clock agrees with the server's."));
export const clockUnknown = (): Finding => unknown(clock(), t('The server does not say what time it is.'));

/** @param difference milliseconds by which this machine's clock is ahead */
export function clockWrong(difference: number): Finding {
  const shown = formatDuration(Math.abs(difference));
  return problem(
    clock(),
    difference > 0
      ? t("This machine's clock is {0} ahead of the server's. Set it.", shown)
      : t("This machine's clock is {0} behind the server's. Set it.", shown),
  );
}

export const pkceListed = (): Finding => ok('PKCE', t('The server supports it.'));
export const pkceNotListed = (host: string): Finding =>
  ok('PKCE', t('It is used. {0} does not say whether it supports it; most servers do.', oneLine(host)));

export function pkceOff(): Finding {
  return unknown(
    'PKCE',
    t(
      'It is turned off, so others could take over a sign-in. Turn it on with Edit Integration… if the server accepts it.',
    ),
  );
}

export function pkceUnsupported(host: string): Finding {
  return problem('PKCE', t('{0} does not support the method S256. Ask its administrator to enable it.', oneLine(host)));
}

export function scopesNotListed(host: string, scopes: readonly string[]): Finding {
  return unknown(
    t('Scopes'),
    t(
      '{0} does not list {1}. If the sign-in fails, check them with Edit Integration….',
      oneLine(host),
      oneLine(listOf(scopes)),
    ),
  );
}

const client = (): string => t('Client');
export const clientUnclear = (sentences: string): Finding => unknown(client(), sentences);

export function clientResult(host: string, result: ClientResult): Finding {
  switch (result.kind) {
    case 'accepted':
      return ok(client(), t('{0} accepts the client.', oneLine(host)));
    case 'refused':
      return problem(client(), result.message);
    case 'unclear':
      return unknown(client(), t('{0} does not say whether it accepts the client: {1}', oneLine(host), result.message));
    case 'untried':
      return result.why === 'registersLater'
        ? ok(client(), t('It is registered when you sign in.'))
        : problem(client(), t('Its client secret is not on this machine. Enter it with Edit Integration….'));
  }
}

const signIn = (): string => t('Sign-in');
export const stateUnreadable = (sentences: string): Finding => problem(signIn(), sentences);

export function signInState(state: SignInState, now: number): Finding {
  if (state.problem) {
    return problem(signIn(), state.problem.message);
  }
  if (state.kind === 'signedOut') {
    return ok(signIn(), t('You are not signed in.'));
  }
  return ok(
    signIn(),
    state.expiresAt === undefined
      ? t('You are signed in. The server does not say for how long.')
      : t('You are signed in. The access token expires in {0}.', formatDuration(state.expiresAt - now)),
  );
}
