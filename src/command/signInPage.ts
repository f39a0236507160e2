import { asAscii, assertOpenable } from '../core/url.js';
import type { Usable } from './lookup.js';
import type { IntegrationBackend } from './integrationBackend.js';

/** How the user signs in. */
export interface SignInPage {
  /** In visible ASCII. `undefined` if an editor window has opened it already, or asks the user something first. */
  readonly url: string | undefined;
  /** Whether an editor window opens the page. */
  readonly isOpened: boolean;
  /** What to do on that page, in a sentence, if it is not a provider's page. */
  readonly instruction?: string;
}

/**
 * Asks the server for the page at which the user signs in; if it knows none, it is the server's home page. `undefined` if the
 * user is signed in already, as with service accounts, which have no page. Throws `CredentialError`, also if the page's URL
 * is not safe to open.
 *
 * @param open whether an editor window is to open the page itself
 */
export async function signInPage(
  backend: IntegrationBackend,
  { guid, label }: Usable,
  open: boolean,
): Promise<SignInPage | undefined> {
  const answer = await backend.signIn(guid, open);
  if (answer === undefined) {
    const { manualSignIn } = await import('../workbench/messages.js');
    return { url: backend.homePage, isOpened: false, instruction: manualSignIn(label) };
  }
  if (answer.authenticated) {
    return undefined;
  }
  if (answer.url !== undefined) {
    assertOpenable(answer.url);
  }
  return { url: answer.url === undefined ? undefined : asAscii(answer.url), isOpened: answer.opened === true };
}
