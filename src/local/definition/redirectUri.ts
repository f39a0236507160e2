import { t } from '@vscode/l10n';
import { unsafetyOf } from '../../core/url.js';
import { parseLoopbackUri } from '../../oauth/loopbackUri.js';

/** Where every Posit Workbench receives browsers for its sessions. */
const RELAY_URI = /^https?:\/\/[^\s\p{C}?#@\\]+\/oauth_redirect_callback$/u;

/**
 * Why the browser cannot return by a URI, as a clause; `undefined` if it can: to a listener on loopback, or to a Workbench
 * that stores the code. The setting's JSON schema has the same outline.
 */
export function whyNoRedirectUri(text: string): string | undefined {
  const isRelay = RELAY_URI.test(text) && unsafetyOf(text) === undefined;
  return isRelay || parseLoopbackUri(text)
    ? undefined
    : t(
        'it must be http://127.0.0.1, http://localhost or http://[::1], with the port and path that are registered, such as http://localhost:8020/callback, or the https address of Posit Workbench that ends in /oauth_redirect_callback',
      );
}
