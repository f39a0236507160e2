import assert from 'node:assert/strict';
import type { Ended } from '../../ended.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { type BrokerWindow, startBroker } from './brokerWindow.js';
import { exchange, type HeaderLines, type RawAnswer, written } from './rawHttp.js';
import { TokenSource } from './tokenSource.js';

export const GUID = '0e7c3b6e-5c1f-4a39-9f0b-1d2e3f405162';

/** What every answer has of a page that a browser could read: nothing. */
const CORS = /^access-control-|^cross-origin-|^timing-allow-/;

export interface Request {
  readonly verb?: string;
  readonly target?: string;
  readonly version?: string;
  /** In place of, or besides, those of a client. `undefined` leaves one out. */
  readonly headers?: HeaderLines;
  readonly body?: string;
}

/** A broker that is attacked: requests are well-formed ones of a client, but for what an attack changes. */
export class Attacked {
  private constructor(
    readonly window: BrokerWindow,
    readonly source: TokenSource,
  ) {}

  static async start(ended: Ended): Promise<Attacked> {
    const source = new TokenSource();
    source.listed = [signedIn({ guid: GUID, label: 'GitHub' })];
    return new Attacked(await startBroker(ended, [source], { secretsOf: () => source.secrets }), source);
  }

  get port(): number {
    return this.window.port;
  }

  /** A request of a client, which asks for a token. */
  request({ verb = 'POST', target = '/oauth_token', version = '1.1', headers, body }: Request = {}): string {
    const content = body ?? JSON.stringify({ method: 'oauth_token', kwparams: { uuid: GUID } });
    const usual: HeaderLines = {
      host: `127.0.0.1:${this.port}`,
      'x-rs-session-server-rpc-cookie': this.window.cookie,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(content)),
      connection: 'close',
    };
    return written(`${verb} ${target} HTTP/${version}`, { ...usual, ...headers }, content);
  }

  async ask(request?: Request): Promise<RawAnswer> {
    const answer = await exchange(this.port, this.request(request));
    this.#check(answer);
    return answer;
  }

  /** Checks that a request is refused with a status, and that no token was created. Returns the error. */
  async refuses(status: number, request: Request): Promise<string> {
    const answer = await this.ask(request);
    const { error, ...rest } = jsonOf(answer);
    assert.deepEqual([answer.status, typeof error, rest], [status, 'string', {}]);
    assert.equal(answer.headers.get('connection'), 'close');
    assert.deepEqual(this.source.secrets, [], 'A token was returned');
    return String(error);
  }

  /** Checks that a client is answered, and soon. */
  async answers(): Promise<void> {
    const { status, body } = await this.ask();
    assert.deepEqual([status, body.includes('"access_token":"canary-access-token-')], [200, true]);
  }

  #check({ headers, text, status }: RawAnswer): void {
    assert.deepEqual(
      [...headers.keys()].filter((name) => CORS.test(name)),
      [],
    );
    assert.equal(text.match(/HTTP\/1\.\d /g)?.length ?? 0, 1, 'It is not answered once');
    if (status !== 200) {
      assert.ok(!this.window.tellsSecret(text), 'A refusal contains a secret');
    }
  }
}

/** The object that an answer holds. */
export function jsonOf({ body }: RawAnswer): Readonly<Record<string, unknown>> {
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
}
