import { caBundleIn } from '../core/caBundle.js';
import type { Dialogs } from '../core/dialogs.js';
import { CredentialError } from '../core/errors.js';
import type { LoginProgress, ServerLogins } from '../core/serverLogins.js';
import type { ServerSettings } from './commands.js';
import * as messages from './loginMessages.js';
import { ConnectLogins } from './logins.js';
import type { ConnectServers } from './servers.js';
import { parseServers } from './settings.js';
import { isPolicy } from './signIn/messages.js';
import { type ConnectPorts, ConnectSource } from './source.js';

export interface WindowLoginsOptions {
  /** What sources of this window are created with. */
  readonly ports: ConnectPorts;
  readonly servers: Pick<ConnectServers<ConnectSource>, 'update'>;
  readonly settings: ServerSettings;
}

/**
 * Signs in for the command in a terminal of this window: by the ways back to this window, with the tokens in its vault and the
 * servers in its setting. The command shows what the window would show itself.
 */
export function windowLogins({ ports, servers, settings }: WindowLoginsOptions): ServerLogins {
  return new ConnectLogins({
    clock: ports.clock,
    credentials: ports.storage.credentials,
    servers: () => Promise.resolve(parseServers(settings.read()).servers),
    assertChangeable: () => {
      if (settings.origin() === 'policy') {
        throw new CredentialError('configuration', isPolicy());
      }
    },
    change: async (change) => {
      try {
        await settings.write(change(settings.read()));
      } catch (error) {
        throw messages.notAdded(error);
      }
      servers.update();
    },
    http: (server) => ports.http(caBundleIn(ports.environment), server),
    source: (server, progress) =>
      new ConnectSource(server, {
        ...{ ...ports, log: progress.log, dialogs: dialogsFor(ports.dialogs, progress) },
        browser: {
          open: (url) => {
            progress.opened(server.name, url);
            return ports.browser.open(url);
          },
        },
      }),
    stored: () => Promise.resolve(messages.storedInEditor()),
  });
}

/** The dialogs of the window, which only ask: messages are for the terminal, where the user is. */
function dialogsFor(dialogs: Dialogs, progress: LoginProgress): Dialogs {
  return {
    text: (step) => dialogs.text(step),
    choose: (step) => dialogs.choose(step),
    chooseSeveral: (step) => dialogs.chooseSeveral(step),
    search: (step) => dialogs.search(step),
    confirm: (question, detail, action) => dialogs.confirm(question, detail, action),
    tell: (message) => {
      progress.told(message);
      return Promise.resolve(undefined);
    },
    copy: (text, confirmation) => dialogs.copy(text, confirmation),
    during: (what, work) => {
      progress.told(what);
      return work(new AbortController().signal);
    },
  };
}
