import { t } from '@vscode/l10n';
import type { Finding } from '../../core/finding.js';
import { listOf } from '../../core/lists.js';
import { oneLine } from '../../core/text.js';
import type { SignInMethodId } from '../../signIn/methods/method.js';
import { ok, problem } from './findings.js';

/* What a check finds about how the browser returns to the window. */

const redirect = (): string => t('Redirect');

/** A redirect URI, and the server where it must be registered. */
interface Registration {
  readonly host: string;
  readonly uri: string;
}

const registerAt = ({ host, uri }: Registration): string =>
  t('{0} must be registered at {1}.', oneLine(uri), oneLine(host));

const registeredLater = (): string => t('The redirect URI is registered when you sign in.');

/** `redirect_uri` leads to a Workbench that this window is not in. */
export function noWayBack(): Finding {
  return problem(
    redirect(),
    t(
      'The browser cannot return to this window, because redirect_uri leads to a Posit Workbench session. Sign in from such a session, or change redirect_uri with Edit Integration….',
    ),
  );
}

/** @param registration `undefined` if the server registers the redirect URI automatically */
export function forwardedPort(registration: Registration | undefined): Finding {
  return ok(
    redirect(),
    t(
      'The browser returns to this remote machine, if the editor forwards the port. {0}',
      registration ? registerAt(registration) : registeredLater(),
    ),
  );
}

/** @param registration `undefined` if the server registers the redirect URI automatically */
export function workbenchRelay(registration: Registration | undefined): Finding {
  return ok(
    redirect(),
    t(
      'The browser returns by way of Posit Workbench. {0}',
      registration ? registerAt(registration) : registeredLater(),
    ),
  );
}

/** @param reason a sentence, or empty */
export function relayUnreachable(reason: string): Finding {
  return problem(redirect(), t('The browser cannot return by way of Posit Workbench. {0}', reason));
}

export const editorUriRegisteredLater = (): Finding =>
  ok(redirect(), t('The browser returns by an address of the editor. {0}', registeredLater()));

export const deviceCode = (): Finding =>
  ok(redirect(), t('None is needed: you enter a code in the browser, on any device.'));

export const pasteRegisteredLater = (): Finding =>
  ok(redirect(), t('You copy the address of the last page from the browser into the editor. {0}', registeredLater()));

export const paste = (host: string, uri: string): Finding =>
  ok(
    redirect(),
    t('You copy the address of the last page from the browser into the editor. {0}', registerAt({ host, uri })),
  );

/** What is tried next. */
export function otherWays(methods: readonly SignInMethodId[]): Finding {
  return ok(t('Other ways'), t('If the redirect does not work: {0}.', listOf(methods.map(methodText))));
}

function methodText(method: SignInMethodId): string {
  switch (method) {
    case 'loopback':
      return t('a forwarded port');
    case 'workbenchRelay':
      return t('by way of Posit Workbench');
    case 'editorUri':
      return t('an address of the editor');
    case 'deviceCode':
      return t('a device code');
    case 'paste':
      return t('a pasted address');
  }
}

/** @param reason in sentences */
export const cannotListen = (reason: string): Finding => problem(redirect(), reason);

export const redirectRegisteredLater = (): Finding => ok(redirect(), t('It is registered when you sign in.'));

export function redirectMustBeRegistered(host: string, uri: string, isAnyPort: boolean): Finding {
  return ok(
    redirect(),
    isAnyPort
      ? t('{0} with any port. It must be registered at {1}.', uri, oneLine(host))
      : t('{0} is free. Exactly this must be registered at {1}.', uri, oneLine(host)),
  );
}
