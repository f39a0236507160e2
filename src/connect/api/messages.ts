import { t } from '@vscode/l10n';
import type { Failure } from '../../core/errors.js';
import { oneLine } from '../../core/text.js';
import type { ConnectCredential } from '../credential.js';
import type { ConnectProblem } from './connectError.js';

/** Longest server text, in characters, in a message. */
const MAX_SAID_LENGTH = 300;

/** Who may make a call. `owner`: of a content item. */
export type RequiredRole = 'publisher' | 'administrator' | 'owner';

/** What a failure is, and the sentences for the user. Servers' texts in them are made safe to show. */
export interface Description {
  readonly problem: ConnectProblem;
  readonly failure: Failure;
  readonly message: string;
}

/** @param kind of the credential that was not accepted */
export function credentialRefused(host: string, kind: ConnectCredential['kind']): Description {
  const message =
    kind === 'apiKey'
      ? t('{0} does not accept the API key. It may have expired or been deleted. Sign in again.', host)
      : t('{0} does not accept the sign-in any more. Sign in again.', host);
  return { problem: 'credential', failure: 'authorization', message };
}

export function noUser(host: string): Description {
  const message = t(
    'You are signed in to {0} as a service principal, which has no user. Sign in as a user to do this.',
    host,
  );
  return { problem: 'noUser', failure: 'rejected', message };
}

export function notPermitted(host: string, role: RequiredRole | undefined): Description {
  return { problem: 'permission', failure: 'rejected', message: permissionText(host, role) };
}

function permissionText(host: string, role: RequiredRole | undefined): string {
  switch (role) {
    case 'publisher':
      return t(
        'Your account on {0} may not do this: it requires the role publisher or administrator, and access to this item. Ask an administrator of the server.',
        host,
      );
    case 'administrator':
      return t(
        'Your account on {0} may not do this: it requires the role administrator. Ask an administrator of the server.',
        host,
      );
    case 'owner':
      return t(
        'Your account on {0} may not do this: only the owner of the content may change its integrations. Ask the owner, or become a collaborator if your server allows collaborators to do this.',
        host,
      );
    case undefined:
      return t('Your account on {0} may not do this. Ask an administrator of the server.', host);
  }
}

export function notLicensed(host: string): Description {
  const message = t(
    'The license of {0} does not include OAuth integrations. Ask an administrator of the server.',
    host,
  );
  return { problem: 'notLicensed', failure: 'rejected', message };
}

export function turnedOff(host: string): Description {
  const message = t(
    'OAuth integrations are turned off on {0}. Ask an administrator of the server to turn them on.',
    host,
  );
  return { problem: 'turnedOff', failure: 'rejected', message };
}

/** @param version of the server; `undefined` if it is unknown */
export function tooOld(host: string, version: string | undefined): Description {
  const message =
    version === undefined
      ? t(
          '{0} has no OAuth integrations: its version is too old, or they are turned off. Ask an administrator of the server.',
          host,
        )
      : t(
          '{0} runs Posit Connect {1}, which is too old for this. Ask an administrator of the server to upgrade it.',
          host,
          oneLine(version, 40),
        );
  return { problem: 'tooOld', failure: 'rejected', message };
}

export function missing(host: string): Description {
  const message = t('{0} does not have this item, or your account may not see it. Refresh the view.', host);
  return { problem: 'missing', failure: 'rejected', message };
}

/** @param retryAfter milliseconds that the server asks to wait */
export function busy(host: string, status: number, retryAfter: number | undefined): Description {
  const message =
    retryAfter === undefined
      ? t('{0} is busy or unavailable (HTTP {1}). Try again later.', host, status)
      : t('{0} is busy (HTTP {1}). Try again in {2} s.', host, status, Math.ceil(retryAfter / 1_000));
  return { problem: 'busy', failure: 'network', message };
}

export function redirected(host: string, status: number): Description {
  const message = t(
    '{0} redirected the request (HTTP {1}); redirects are not followed. Check the address of the server.',
    host,
    status,
  );
  return { problem: 'notConnect', failure: 'protocol', message };
}

export function notConnect(host: string): Description {
  const message = t(
    '{0} can be reached, but the answer did not come from Posit Connect. Check the address, or whether a proxy or sign-in page is in the way.',
    host,
  );
  return { problem: 'notConnect', failure: 'protocol', message };
}

/** @param wrong what is wrong with the answer, such as `[2].guid is not a GUID` */
export function malformed(host: string, wrong: string): Description {
  const message = t(
    "The answer of {0} can't be understood: {1}. See the log for details, and contact your administrator.",
    host,
    oneLine(wrong),
  );
  return { problem: 'malformed', failure: 'protocol', message };
}

/** @param said the server's own text */
export function rejected(host: string, status: number, said: string | undefined): Description {
  const message =
    said === undefined
      ? t('{0} rejected the request (HTTP {1}) and gave no reason. Contact your administrator.', host, status)
      : t('{0} rejected the request: {1}', host, oneLine(said, MAX_SAID_LENGTH));
  return { problem: 'rejected', failure: 'rejected', message };
}

/** @param said the server's own text */
export function serverFailed(host: string, status: number, said: string | undefined): Description {
  const message =
    said === undefined
      ? t('{0} failed to answer (HTTP {1}). If the problem persists, contact your administrator.', host, status)
      : t(
          '{0} failed to answer: {1} If the problem persists, contact your administrator.',
          host,
          oneLine(said, MAX_SAID_LENGTH),
        );
  return { problem: 'rejected', failure: 'network', message };
}
