import { t } from '@vscode/l10n';
import { BACK, type Dialogs } from '../core/dialogs.js';
import { asCredentialError, CredentialError, errorChain } from '../core/errors.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Browser, Logger } from '../core/ports.js';
import { Secret } from '../core/secret.js';
import { unsafetyOf } from '../core/url.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { UserApi } from './api.js';
import { CoderError } from './coderError.js';
import type { UserSession } from './session.js';
import { isToken } from './workspace.js';

/** The entry in the vault, and the type of its token: there is one session at a time. */
const STORED = 'coder';
const TOKEN_TYPE = 'Coder-Session-Token';

export interface AccountPorts {
  readonly storage: Pick<TokenStorage, 'credentials'>;
  readonly dialogs: Dialogs;
  readonly browser: Browser;
  readonly http: Pick<HttpClient, 'send'>;
  readonly log: Logger;
}

/** A session that the user has entered, in the vault. */
export class StoredSession {
  constructor(private readonly storage: Pick<TokenStorage, 'credentials'>) {}

  async read(): Promise<UserSession | undefined> {
    const grant = (await this.storage.credentials.read()).get(STORED)?.grant;
    const url = grant?.extra.reveal()['url'];
    return grant && typeof url === 'string' ? { url, token: grant.accessToken, origin: 'stored' } : undefined;
  }

  async write({ url, token }: Pick<UserSession, 'url' | 'token'>): Promise<void> {
    const grant = {
      ...{ accessToken: token, tokenType: TOKEN_TYPE, extra: new Secret({ url }) },
      ...{ expiresAt: undefined, refreshToken: undefined, scope: undefined, registration: undefined },
    };
    await this.storage.credentials.update(STORED, () => ({
      ...{ grant, clientSecret: undefined, registration: undefined },
    }));
  }

  async delete(): Promise<void> {
    await this.storage.credentials.update(STORED, () => undefined);
  }
}

/**
 * Asks for a session token of the user until the server accepts one, and stores it. Returns the URL of the deployment. Throws
 * `CredentialError` if the user cancels, or the signal's reason.
 *
 * @param knownUrl of the deployment; the user is asked for it if it is `undefined`
 */
export async function signInToCoder(
  ports: AccountPorts,
  knownUrl: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const url = knownUrl ?? (await askForUrl(ports));
  const token = await askForToken(ports, url, signal);
  await new StoredSession(ports.storage).write({ url, token });
  return url;
}

/** Deletes the stored session, and ends it on the server. Returns a sentence that says whether the server has ended it. */
export async function signOutOfCoder(ports: AccountPorts, session: UserSession, signal: AbortSignal): Promise<string> {
  await new StoredSession(ports.storage).delete();
  try {
    await new UserApi(session, ports.http).logOut(signal);
    return t('You are signed out of Coder. The session token is no longer valid.');
  } catch (error) {
    ports.log.warn(`coder: the session could not be ended: ${errorChain(error)}`);
    return t(
      'You are signed out of Coder on this machine, but the session token could not be revoked. Revoke it in the account settings of Coder.',
    );
  }
}

async function askForUrl({ dialogs }: AccountPorts): Promise<string> {
  const typed = await dialogs.text({
    title: title(),
    prompt: t('Enter the address of your Coder deployment.'),
    placeholder: 'https://coder.example.com',
    problemOf: (text) => problemOfUrl(text),
  });
  if (typed === undefined || typed === BACK) {
    throw cancelled();
  }
  return new URL(completed(typed)).origin;
}

function problemOfUrl(typed: string): string | undefined {
  if (typed.trim() === '') {
    return t('Enter an address.');
  }
  const why = unsafetyOf(completed(typed));
  return why === undefined ? undefined : t('This address cannot be used: {0}.', why);
}

/** With `https://` if there is no scheme. */
function completed(typed: string): string {
  const text = typed.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}

async function askForToken(ports: AccountPorts, url: string, signal: AbortSignal | undefined): Promise<Secret> {
  const { dialogs, browser } = ports;
  const page = `${url}/cli-auth`;
  for (let problem: string | undefined; ;) {
    const typed = await dialogs.text({
      ...{ title: title(), isSecret: true, problem, ...(signal ? { signal } : {}) },
      prompt: t('Paste your session token. The button beside the title opens the page of Coder that shows it.'),
      buttons: [{ icon: 'link-external', tooltip: t('Open {0}', page), press: () => browser.open(page) }],
      problemOf: (text) => (isToken(text.trim()) ? undefined : t('This is not a session token.')),
    });
    signal?.throwIfAborted();
    if (typed === undefined || typed === BACK) {
      throw cancelled();
    }
    const token = new Secret(typed.trim());
    problem = await problemOfToken(ports, { url, token });
    if (problem === undefined) {
      return token;
    }
  }
}

/** Why the server does not accept a token, in a sentence; `undefined` if it does. */
async function problemOfToken(
  { dialogs, http }: AccountPorts,
  target: Pick<UserSession, 'url' | 'token'>,
): Promise<string | undefined> {
  try {
    await dialogs.during(t('Checking the session token…'), (signal) => new UserApi(target, http).username(signal));
    return undefined;
  } catch (error) {
    return error instanceof CoderError && error.failure === 'authorization'
      ? t('Coder does not accept this session token. Copy a new one.')
      : asCredentialError(error, t('The session token could not be checked. Try again.')).message;
  }
}

const title = (): string => t('Sign In to Coder');

function cancelled(): CredentialError {
  return new CredentialError(
    'configuration',
    t('You are not signed in to Coder. Sign in again to enter a session token.'),
  );
}
