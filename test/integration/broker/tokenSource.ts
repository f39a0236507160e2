import type { AccessToken } from '../../../src/core/source.js';
import type { Integration } from '../../../src/core/integration.js';
import { Secret } from '../../../src/core/secret.js';
import type { FollowUp, SignInOptions, TokenProvider } from '../../../src/core/source.js';
import { FakeSource } from '../../unit/core/fakeSource.js';

/** A source that provides the tokens that a test gives it. */
export class TokenSource extends FakeSource {
  /** Whether it has tokens to provide. */
  isNeeded = true;
  /** Every token that it has created itself. */
  readonly secrets: string[] = [];
  /** What it does when it is asked for a token; by default it has another one each time, valid for ten minutes. */
  give: (integration: Integration) => Promise<AccessToken> = () => Promise.resolve(this.#another());
  /** What it does when it is asked to sign in, as a source that heeds the options does. */
  enter: (integration: Integration, signal: AbortSignal, options: SignInOptions) => Promise<FollowUp> = () =>
    Promise.resolve({});
  /** How it ends to sign out. */
  leave: (integration: Integration) => Promise<FollowUp> = () => Promise.resolve({});

  readonly tokens: TokenProvider;

  constructor(id?: string) {
    super(id);
    const isNeeded = () => this.isNeeded;
    this.tokens = {
      get isNeeded() {
        return isNeeded();
      },
      accessToken: (integration) => this.give(integration),
    };
  }

  override signIn(integration: Integration, signal: AbortSignal, options: SignInOptions = {}): Promise<FollowUp> {
    return this.enter(integration, signal, options);
  }

  override signOut(integration: Integration): Promise<FollowUp> {
    return this.leave(integration);
  }

  #another(): AccessToken {
    const value = `canary-access-token-${this.secrets.length}`;
    this.secrets.push(value);
    return { value: new Secret(value), expiresAt: Date.now() + 10 * 60_000 };
  }
}
