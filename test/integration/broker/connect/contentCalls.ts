import assert from 'node:assert/strict';
import { Secret, revealed } from '../../../../src/core/secret.js';
import type { ContentUse } from '../../../../src/core/contentUses.js';
import type { ListedIntegration } from '../../../../src/core/integration.js';
import type { Ended } from '../../../ended.js';
import { signedIn } from '../../../unit/core/fakeSource.js';
import { loopbackFetch } from '../../../sandbox/loopbackFetch.js';
import { TravellingClock } from '../../local/travellingClock.js';
import { BrokerWindow, fakeBase } from '../brokerWindow.js';
import { TokenSource } from '../tokenSource.js';

export const SALES = '11111111-1111-4111-8111-111111111111';
export const NIGHTLY = '22222222-2222-4222-8222-222222222222';
export const ON_CONNECT = '33333333-3333-4333-8333-333333333333';
export const VISITOR = '44444444-4444-4444-8444-444444444444';

export const EXCHANGE = '/__api__/v1/oauth/integrations/credentials';
export const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const USER_SESSION = 'urn:posit:connect:user-session-token';
export const CONTENT_SESSION = 'urn:posit:connect:content-session-token';

export interface ContentAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

type Form = Readonly<Record<string, string>>;

/** What content uses, as a user has chosen it. */
export function use(differences: Partial<ContentUse> & Pick<ContentUse, 'guid'>): ContentUse {
  return {
    ...{ answeredBy: differences.guid, name: 'Sales API', template: 'custom', authType: 'Viewer', since: 0 },
    ...differences,
  };
}

/** Content under development, whose calls are made by hand, in a window of a source with tokens. */
export class Content {
  private constructor(
    readonly window: BrokerWindow,
    readonly source: TokenSource,
    readonly clock: TravellingClock,
    /** Keys and session tokens that were issued, which no log may contain. */
    private readonly issued: Set<string>,
  ) {}

  static async start(ended: Ended, listed: readonly ListedIntegration[] = usualIntegrations()): Promise<Content> {
    const source = new TokenSource();
    source.listed = listed;
    const clock = new TravellingClock();
    const issued = new Set<string>();
    const secretsOf = () => [...source.secrets, ...issued];
    const window = new BrokerWindow(ended, fakeBase(ended, [source], clock), { secretsOf });
    await window.broker.check();
    const content = new Content(window, source, clock, issued);
    content.variablesOf('connect');
    content.variablesOf('connect-mocking');
    return content;
  }

  /** The keys and session tokens that were issued. */
  get secrets(): readonly string[] {
    return [...this.issued];
  }

  /** What a process of content finds in its environment. */
  get variables(): Readonly<Record<string, string>> {
    return this.variablesOf('connect');
  }

  variablesOf(set: string): Readonly<Record<string, string>> {
    const variables = revealed(this.window.broker.requestedVariables(set) ?? assert.fail('There is no broker'));
    this.#note(variables['CONNECT_API_KEY'], variables['CONNECT_CONTENT_SESSION_TOKEN']);
    return variables;
  }

  get key(): string {
    return this.variables['CONNECT_API_KEY'] ?? '';
  }

  get contentToken(): string {
    return this.variables['CONNECT_CONTENT_SESSION_TOKEN'] ?? '';
  }

  /** The token that comes with the requests of a viewer. */
  userToken(username = 'Ada', groups: readonly string[] = []): string {
    const headers = this.window.broker.viewerHeaders({ username, groups }) ?? assert.fail('There is no broker');
    const token = headers['posit-connect-user-session-token']?.reveal() ?? '';
    this.#note(token);
    return token;
  }

  async call(
    path: string,
    init: Parameters<typeof loopbackFetch>[1] = {},
    key: string | undefined = this.key,
  ): Promise<ContentAnswer> {
    const headers = { ...(key ? { authorization: `Key ${key}` } : {}), ...init.headers };
    const response = await loopbackFetch(`${this.window.broker.url ?? ''}${path}`, { ...init, headers });
    const body = (await response.json()) as Readonly<Record<string, unknown>>;
    if (typeof body['access_token'] === 'string') {
      // Also the API key of a visitor.
      this.#note(body['access_token']);
    }
    return { status: response.status, body };
  }

  /** Asks for credentials as a client does that sends these parameters. */
  exchange(form: Form, headers: Readonly<Record<string, string>> = {}, key?: string): Promise<ContentAnswer> {
    const body = new URLSearchParams({ grant_type: GRANT, ...form });
    return this.call(EXCHANGE, { method: 'POST', body, headers }, key);
  }

  asViewer(form: Form = {}, headers?: Readonly<Record<string, string>>): Promise<ContentAnswer> {
    return this.exchange({ subject_token_type: USER_SESSION, subject_token: this.userToken(), ...form }, headers);
  }

  asContent(form: Form = {}): Promise<ContentAnswer> {
    return this.exchange({ subject_token_type: CONTENT_SESSION, subject_token: this.contentToken, ...form });
  }

  #note(...secrets: readonly (string | undefined)[]): void {
    // `token` is what some tests give.
    secrets.forEach((secret) => secret && secret.length > 8 && this.issued.add(secret));
  }
}

/** A viewer's integration and a service account, both signed in. */
export function usualIntegrations(): readonly ListedIntegration[] {
  return [
    signedIn({ guid: SALES, name: 'sales', label: 'Sales API', authType: 'Viewer' }),
    signedIn({
      ...{ guid: NIGHTLY, name: 'nightly', label: 'Nightly jobs', authType: 'Service Account', scopes: ['jobs'] },
      ...{ issuer: 'https://jobs.example.org', authUrl: undefined, tokenUrl: 'https://jobs.example.org/token' },
    }),
  ];
}

/** A token with an ID token that expires at a time in milliseconds since the epoch. */
export function withIdToken(value: string, idTokenExpiresAt: number) {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const idToken = `${part({ alg: 'RS256' })}.${part({ sub: 'ada', exp: idTokenExpiresAt / 1000 })}.signature`;
  return { value: new Secret(value), expiresAt: undefined, extra: new Secret({ id_token: idToken }) };
}
