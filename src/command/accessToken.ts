import type { Environment } from '../core/ports.js';
import type { AccessToken } from '../core/source.js';
import { isoSeconds } from '../core/time.js';
import { extraAt } from './extra.js';
import type { Usable } from './lookup.js';
import { withInterrupt } from './interrupt.js';
import { onlyForContent } from './integrationMessages.js';
import * as messages from './messages.js';
import type { IntegrationBackend } from './integrationBackend.js';
import { type Backends, withBackends } from './backends.js';
import { signInPage, type SignInPage } from './signInPage.js';
import { ExitCode, type Terminal } from './terminal.js';
import { type Access, accessTo, writableToken } from './tokens.js';
import { withRetries, waitForSignIn } from './waiting.js';

export interface AccessTokenOptions {
  readonly output: string;
  /** Path of the extra field to write instead of the token. */
  readonly extra?: string;
  /** Seconds to wait for a user who has to sign in; `undefined`: do not wait. */
  readonly wait?: number;
}

/** `credentials access-token` with a name or an ID alone. */
export function accessTokenOf(asked: string, environment: Environment, terminal: Terminal): Promise<ExitCode> {
  return withBackends(environment, (backends) => accessToken(backends, terminal, asked, { output: 'text' }));
}

/** `credentials access-token`: writes the token, or the URL at which the user can sign in. */
export async function accessToken(
  backends: Backends,
  terminal: Terminal,
  asked: string,
  options: AccessTokenOptions,
): Promise<ExitCode> {
  const { backend, integration } = await backends.find(asked, onlyForContent);
  const access = await accessTo(backend, integration);
  if (access.token) {
    return write(terminal, integration, access.token, options);
  }
  const { wait } = options;
  const signIn = async () => {
    const page = await signInPage(backend, integration, wait !== undefined);
    return page && !(await hasSignedIn(backend, terminal, integration, access, page, wait)) ? page : undefined;
  };
  const cancel = () => backend.cancelSignIn(integration.guid);
  const page = await (wait === undefined ? signIn() : withInterrupt(cancel, signIn));
  if (page) {
    return writePage(terminal, integration, page, options.output);
  }
  const token = await withRetries(backend, () => backend.token(integration.guid));
  if (!token) {
    throw messages.noToken(integration.label, integration.guid);
  }
  return write(terminal, integration, token, options);
}

/** Tells the user how to sign in, and waits if asked to. Resolves with whether the user has signed in. */
async function hasSignedIn(
  backend: IntegrationBackend,
  terminal: Terminal,
  integration: Usable,
  { isListed }: Access,
  page: SignInPage,
  wait: number | undefined,
): Promise<boolean> {
  const { label } = integration;
  if (wait !== undefined) {
    const isSignedIn = await waitForSignIn(backend, terminal, integration, isListed, page);
    if (!isSignedIn) {
      terminal.say(messages.notSignedInInTime(label, wait));
    }
    return isSignedIn;
  }
  terminal.say(
    page.url === undefined ? messages.continueInWindow(label, isListed) : messages.openToSignIn(label, isListed),
  );
  [page.instruction, integration.signInReason].forEach((text) => text !== undefined && terminal.say(text));
  return false;
}

function write(
  terminal: Terminal,
  integration: Usable,
  token: AccessToken,
  { output, extra: path }: AccessTokenOptions,
): ExitCode {
  const { expiresAt } = token;
  const extra = token.extra?.reveal();
  const value = writableToken(token, integration);
  if (path !== undefined) {
    terminal.write(extraAt(extra, path, integration.label));
  } else if (output === 'json') {
    terminal.writeJson({
      access_token: value,
      expires_at: expiresAt === undefined ? null : isoSeconds(expiresAt),
      url: null,
      integration: referenceTo(integration),
      ...(extra ? { extra } : {}),
    });
  } else {
    terminal.write(value);
  }
  return ExitCode.done;
}

function writePage(terminal: Terminal, integration: Usable, { url }: SignInPage, output: string): ExitCode {
  if (output === 'json') {
    const reference = referenceTo(integration);
    terminal.writeJson({ access_token: null, expires_at: null, url: url ?? null, integration: reference });
  } else if (url !== undefined) {
    terminal.write(`${url}\n`);
  }
  return ExitCode.notSignedIn;
}

function referenceTo({ guid, label }: Usable): object {
  return { id: guid, name: label };
}
