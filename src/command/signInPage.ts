import { assertOpenable } from '../core/url.js';
import { manualSignIn } from '../workbench/messages.js';
import type { Usable } from './lookup.js';
import type { Backend } from './backend.js';

/** How a user signs in who has to. */
export interface SignInPage {
  /** In visible ASCII. `undefined` where an editor window has it open already, or asks the user something first. */
  readonly url: string | undefined;
  /** Whether an editor window sees to it that the user comes to the page. */
  readonly isOpened: boolean;
  /** What to do on that page, in a sentence, where it is not the page of a provider. */
  readonly instruction?: string;
}

/**
 * Asks the server where the user signs in: else it is the server's home page. `undefined` if the user is signed in, as with
 * service accounts, which have no page. Throws `CredentialError`, also if the page's URL is not safe to open.
 *
 * @param open whether an editor window is to open the page itself
 */
export async function signInPage(
  server: Backend,
  { guid, label }: Usable,
  open: boolean,
): Promise<SignInPage | undefined> {
  const answer = await server.signIn(guid, open);
  if (answer === undefined) {
    return { url: server.homePage, isOpened: false, instruction: manualSignIn(label) };
  }
  if (answer.authenticated) {
    return undefined;
  }
  if (answer.url !== undefined) {
    assertOpenable(answer.url);
  }
  return { url: answer.url === undefined ? undefined : asAscii(answer.url), isOpened: answer.opened === true };
}

/** A URL byte for byte, if it is in ASCII as it should be: a browser that decodes and encodes it may change what it says. */
function asAscii(url: string): string {
  return /^[\x21-\x7e]+$/.test(url) ? url : new URL(url).href;
}
