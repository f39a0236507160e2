import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ListedIntegration } from '../../../../src/core/integration.js';
import { revealed } from '../../../../src/core/secret.js';
import type { Ended } from '../../../ended.js';
import { loopbackFetch } from '../../../sandbox/loopbackFetch.js';
import { listed as notSignedIn, signedIn } from '../../../unit/core/fakeSource.js';
import { TravellingClock } from '../../local/travellingClock.js';
import { type BrokerOptions, BrokerWindow, fakeBase } from '../brokerWindow.js';
import { exchange, type HeaderLines, type RawAnswer, written } from '../rawHttp.js';
import { TokenSource } from '../tokenSource.js';

export const GITHUB = '11111111-1111-4111-8111-111111111111';
export const GITLAB = '22222222-2222-4222-8222-222222222222';
export const SALES = '33333333-3333-4333-8333-333333333333';

export const ENDPOINT = '/api/v2/workspaceagents/me/external-auth';

export interface CoderAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Programs written for Coder, whose calls are made by hand, in a window of a source with tokens. */
export class CoderPrograms {
  private constructor(
    readonly window: BrokerWindow,
    readonly source: TokenSource,
    readonly clock: TravellingClock,
    private readonly tokens: string[] = [],
  ) {}

  /** Those of a window of another source. */
  static of(window: BrokerWindow, clock: TravellingClock): CoderPrograms {
    return new CoderPrograms(window, new TokenSource(), clock);
  }

  static async start(
    ended: Ended,
    listed: readonly ListedIntegration[] = usualIntegrations(),
    options: BrokerOptions = {},
  ): Promise<CoderPrograms> {
    const source = new TokenSource();
    source.listed = listed;
    const clock = new TravellingClock();
    const tokens: string[] = [];
    const secretsOf = () => [...source.secrets, ...tokens];
    const window = new BrokerWindow(ended, fakeBase(ended, [source], clock), { secretsOf, ...options });
    await window.broker.check();
    return new CoderPrograms(window, source, clock, tokens);
  }

  /** What a process finds in its environment for which the window is Coder. */
  get variables(): Readonly<Record<string, string>> {
    return revealed(this.window.broker.requestedVariables('coder') ?? assert.fail('There is no Coder'));
  }

  /** The token of the agent. */
  get token(): string {
    const token = readFileSync(this.variables['CODER_AGENT_TOKEN_FILE'] ?? '', 'utf8');
    this.tokens.push(token);
    return token;
  }

  /** Makes a call as a program in a workspace does. */
  async call(path: string, token = this.token, method = 'GET'): Promise<CoderAnswer> {
    const headers = { 'coder-session-token': token, 'user-agent': 'Go-http-client/1.1', 'accept-encoding': 'gzip' };
    const response = await loopbackFetch(`${this.window.broker.url ?? ''}${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  }

  ask(query: Readonly<Record<string, string>>): Promise<CoderAnswer> {
    return this.call(`${ENDPOINT}?${new URLSearchParams(query).toString()}`);
  }

  /** Asks as `coder external-auth access-token` does. */
  external(id: string): Promise<CoderAnswer> {
    return this.ask({ id, match: '' });
  }

  /** Opens a page as a browser does that the user has told the URL. */
  async browse(url: unknown, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Response> {
    const navigation = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    return loopbackFetch(String(url), { method, headers: { ...navigation, ...headers } });
  }

  /** Sends a request that is a correct one, but for what an attack changes. */
  attack(verb: string, headers: HeaderLines, body = ''): Promise<RawAnswer> {
    const usual = {
      host: `127.0.0.1:${this.window.port}`,
      'coder-session-token': this.token,
      ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      connection: 'close',
    };
    const line = `${verb} ${ENDPOINT}?id=GitHub&match= HTTP/1.1`;
    return exchange(this.window.port, written(line, { ...usual, ...headers }, body));
  }
}

/** Two that the user is signed in to, and one that the user is not. */
export function usualIntegrations(): readonly ListedIntegration[] {
  return [
    signedIn({
      ...{ guid: GITHUB, name: 'github', label: 'GitHub', issuer: 'https://github.com' },
      ...{ gitHosts: ['github.com'] },
    }),
    signedIn({ guid: GITLAB, name: 'git', label: 'Company Git', issuer: 'https://gitlab.example.org' }),
    notSignedIn({ guid: SALES, name: 'sales', label: 'Sales API', gitHosts: ['sales.example.org'] }),
  ];
}
