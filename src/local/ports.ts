import type { Dialogs } from '../core/dialogs.js';
import type { Event } from '../core/ports.js';
import type { CallbackRelay, CallbackUris } from '../core/callbackUris.js';
import type { SourcePorts } from '../core/source.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import type { Provider } from './providers/provider.js';
import type { IntegrationSettings } from './wizard/ports.js';

/** What this source needs from outside, beyond what every source does. */
export interface LocalPorts extends SourcePorts {
  /** The setting `availableCredentials.integrations`. */
  readonly settings: IntegrationSettings & { readonly onDidChange: Event<void> };
  readonly storage: TokenStorage;
  readonly dialogs: Dialogs;
  /** The providers that the wizards know by name. */
  readonly providers: () => Promise<readonly Provider[]>;
  readonly redirects: CallbackUris;
  /** In a session of Posit Workbench. */
  readonly relay?: CallbackRelay | undefined;
  /** Shows a report as a read-only document. */
  readonly showReport: (title: string, text: string) => Promise<void>;
  /** Signs in to the integration with this Integration ID, which has just been added, as its row does. */
  readonly signIn: (id: string) => Promise<void>;
  /** Whether code in this window's terminals can get tokens of local integrations; called for each list. */
  readonly isCodeAnswered: () => boolean;
}
