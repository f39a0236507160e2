import type { Integration, ListedIntegration } from '../../../src/core/integration.js';
import type { CredentialSource, FollowUp, SignInOptions } from '../../../src/core/source.js';

/** A source that answers what a test tells it to. */
export class FakeSource implements CredentialSource {
  /** What it lists, or fails with. */
  listed: readonly ListedIntegration[] | Error = [];
  /** What it has to say of its list. */
  notice: string | undefined;
  /** How many times it was asked for its list. */
  asked = 0;
  /** What it does when asked to sign in; by default the browser is open at once, and nothing is left to be done by hand. */
  begin: (integration: Integration, signal: AbortSignal, options: SignInOptions) => Promise<FollowUp> = () =>
    Promise.resolve({});

  /** What it does when asked to sign out. */
  end: (integration: Integration) => Promise<FollowUp> = () => Promise.resolve({});

  /** What it tells of itself. */
  diagnose: CredentialSource['diagnose'] = () => Promise.resolve([{ title: 'Fake facts', facts: [['Fact', 'value']] }]);

  readonly label = 'Fake';

  constructor(readonly id = 'fake') {}

  list(): Promise<readonly ListedIntegration[]> {
    this.asked += 1;
    return this.listed instanceof Error ? Promise.reject(this.listed) : Promise.resolve(this.listed);
  }

  signIn(integration: Integration, signal: AbortSignal, options: SignInOptions = {}): Promise<FollowUp> {
    return this.begin(integration, signal, options);
  }

  signOut(integration: Integration): Promise<FollowUp> {
    return this.end(integration);
  }

  dispose(): void {
    // It owns nothing.
  }
}

/** An integration that is not signed in, but for what `differences` say. */
export function listed(differences: Partial<ListedIntegration> = {}): ListedIntegration {
  return {
    guid: 'guid-1',
    name: 'github',
    label: 'GitHub',
    type: 'custom',
    status: { kind: 'notSignedIn' },
    actions: ['signIn'],
    issuer: 'https://idp.example.org',
    clientId: 'client',
    scopes: ['read'],
    authUrl: 'https://idp.example.org/authorize',
    tokenUrl: 'https://idp.example.org/token',
    ...differences,
  };
}

/** The same, signed in. */
export function signedIn(differences: Partial<ListedIntegration> = {}): ListedIntegration {
  return listed({ status: { kind: 'authenticated' }, actions: ['signOut', 'snippet'], ...differences });
}
