import { t } from '@vscode/l10n';
import { joinUrl } from '../core/address.js';
import type { CallbackRelay } from '../core/callbackUris.js';
import { CredentialError } from '../core/errors.js';
import type { HttpClient, HttpResponse } from '../core/httpClient.js';
import type { Session } from './session.js';
import { serverAddressOf, serverUrlOf } from './sessionServer.js';

/** A state of no sign-in, by which the server shows whether it has a relay. */
const PROBE = 'available-credentials-probe';

/** No code yet; or the server has too much to do at the moment. */
const NOT_YET = [404, 429, 503];

/**
 * Workbench's relay for redirects: it stores the code that a browser brings, and hands it over once, by its `state` (Posit
 * Publisher, extensions/vscode/src/auth/oauth). Nothing but the code is stored.
 */
export class WorkbenchRelay implements CallbackRelay {
  readonly redirectUri: string;
  readonly #codeUrl: string;

  /** Throws `CredentialError` if the session's variables lack a URL. */
  constructor(
    session: Session,
    private readonly http: HttpClient,
  ) {
    this.redirectUri = `${serverUrlOf(session)}/oauth_redirect_callback`;
    this.#codeUrl = joinUrl(serverAddressOf(session), 'oauth_code');
  }

  async assertReachable(signal: AbortSignal): Promise<void> {
    const { status } = await this.#ask(PROBE, signal);
    if (![400, ...NOT_YET].includes(status)) {
      throw noRelay(status);
    }
  }

  async code(state: string, signal: AbortSignal): Promise<{ readonly code: string } | 'pending' | 'denied'> {
    const response = await this.#ask(state, signal);
    const { status } = response;
    if (NOT_YET.includes(status)) {
      return 'pending';
    }
    if (status === 403) {
      return 'denied';
    }
    const code = status === 200 ? codeIn(response) : undefined;
    if (code === undefined) {
      throw noRelay(status);
    }
    return { code };
  }

  #ask(state: string, signal: AbortSignal): Promise<HttpResponse> {
    const url = `${this.#codeUrl}?state=${encodeURIComponent(state)}`;
    return this.http.send(url, { method: 'GET', headers: { accept: 'application/json' }, signal });
  }
}

function codeIn({ body }: HttpResponse): string | undefined {
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(body));
    const code = typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : undefined;
    return typeof code === 'string' && code !== '' ? code : undefined;
  } catch {
    // The parser's message would quote the text, which may contain the code.
    return undefined;
  }
}

function noRelay(status: number): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      'Posit Workbench did not hand over the answer of your browser ({0}). Sign in again. If the problem persists, contact your administrator.',
      `HTTP ${status}`,
    ),
  );
}
