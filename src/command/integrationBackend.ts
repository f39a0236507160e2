import type { Backend } from './backend.js';
import type { IntegrationList } from '../workbench/integrationParser.js';

/** A server that has integrations: one that speaks Workbench's protocol, or a Coder deployment. */
export interface IntegrationBackend extends Pick<
  Backend,
  | 'isBroker'
  | 'isWaiting'
  | 'token'
  | 'signIn'
  | 'cancelSignIn'
  | 'signOut'
  | 'check'
  | 'homePage'
  | 'waitLeft'
  | 'timeLeft'
> {
  /** @param asked the name of the only one that is needed: a server that can't list may know it */
  integrations(asked?: string): Promise<IntegrationList>;
  endWait(): void;
  dispose(): void;
}
