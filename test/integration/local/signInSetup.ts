import { endedAfterEach } from '../../ended.js';
import {
  type AuthorizationServerOptions,
  type RunningProvider,
  startProvider,
} from '../../sandbox/authorizationServer.js';
import { LocalUser, type LocalWindow } from './localWindow.js';

/** To be called in a `describe`: gives functions that start what ends after each test. */
export function signInsPerTest() {
  const ended = endedAfterEach();
  return {
    ended,
    start: async (options: AuthorizationServerOptions = {}): Promise<RunningProvider> => {
      const provider = await startProvider(options);
      ended(() => provider.stop());
      return provider;
    },
    userOf: (provider: RunningProvider, ...integrations: readonly unknown[]) =>
      new LocalUser(ended, integrations, () => provider.secrets),
  };
}

/** The redirect URIs of each client that was registered. */
export function registeredAt({ requests }: RunningProvider): readonly unknown[] {
  return requests
    .filter(({ route, status }) => route === 'registration' && status < 400)
    .map(({ parameters }) => parameters['redirect_uris']);
}

/** The redirect URI of the page that was opened last. */
export function redirectUriOf({ opened }: LocalWindow): string {
  return new URL(opened.at(-1) ?? '').searchParams.get('redirect_uri') ?? '';
}
