import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CredentialError, type Failure } from '../../../src/core/errors.js';
import type { JsonResponse } from '../../../src/core/httpClient.js';
import { SESSION, SourceHarness, ok } from './sourceHarness.js';

const failsAs = (failure: Failure) => (error: unknown) => error instanceof CredentialError && error.failure === failure;

const textOf = ({ status, json }: JsonResponse) =>
  `HTTP ${status} with ${json === undefined ? 'no JSON' : JSON.stringify(json)}`;

describe('Signing in to Workbench, rung 1: the setting', () => {
  it('opens the template with {server} and {guid} filled in, and asks the server nothing', async () => {
    const harness = new SourceHarness();
    harness.signInUrl = '{server}/oauth/{guid}/start?again={guid}';
    assert.deepEqual(await harness.signIn({ guid: 'g-1' }), {});
    assert.deepEqual(harness.opened, ['https://workbench.example.org/base/oauth/g-1/start?again=g-1']);
    assert.deepEqual(harness.sent, []);
  });

  it('percent-encodes the GUID, which is the text of a server', async () => {
    const harness = new SourceHarness();
    harness.signInUrl = 'https://h.example.org/{guid}/x?{guid}';
    await harness.signIn({ guid: '../a b?&#/ü$&{server}' });
    const encoded = '..%2Fa%20b%3F%26%23%2F%C3%BC%24%26%7Bserver%7D';
    assert.deepEqual(harness.opened, [`https://h.example.org/${encoded}/x?${encoded}`]);
  });

  it('may do without {server}, and then needs no RS_SERVER_URL', async () => {
    const harness = new SourceHarness({ ...SESSION, RS_SERVER_URL: undefined });
    harness.signInUrl = 'https://h.example.org/{guid}';
    await harness.signIn();
    assert.deepEqual(harness.opened, ['https://h.example.org/g-1']);
  });

  it('leaves the rest of the template as it is, byte for byte', async () => {
    const harness = new SourceHarness();
    harness.signInUrl = 'https://H.example.org:443/a/../b?r=https%3A%2F%2Fx%3Fa%3d1%26b&g={guid}';
    await harness.signIn();
    assert.deepEqual(harness.opened, ['https://H.example.org:443/a/../b?r=https%3A%2F%2Fx%3Fa%3d1%26b&g=g-1']);
  });

  const wrong: readonly (readonly [string, Failure])[] = [
    ['{guid}', 'configuration'],
    ['/oauth/{guid}', 'configuration'],
    ['http://evil.example.org/{guid}', 'configuration'],
    ['javascript:alert({guid})', 'configuration'],
    ['https://user:password@h.example.org/{guid}', 'configuration'],
  ];
  for (const [template, failure] of wrong) {
    it(`opens nothing when it is ${template}`, async () => {
      const harness = new SourceHarness();
      harness.signInUrl = template;
      await assert.rejects(harness.signIn(), failsAs(failure));
      assert.deepEqual([harness.opened, harness.sent], [[], []]);
    });
  }

  it('is named where it makes an address that is not safe to open', async () => {
    const harness = new SourceHarness();
    harness.signInUrl = 'http://h.example.org/{guid}';
    await assert.rejects(harness.signIn(), {
      message:
        'The setting availableCredentials.workbench.signInUrl gives an address that is not safe to open: it is http, not https. Correct it, or clear it to use the page that Workbench offers.',
    });
  });

  it('is a configuration error when {server} is not known', async () => {
    const harness = new SourceHarness({ ...SESSION, RS_SERVER_URL: undefined });
    harness.signInUrl = '{server}/{guid}';
    await assert.rejects(harness.signIn(), failsAs('configuration'));
  });

  it('is read each time', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_in: ok({ url: 'https://named.example.org/' }) };
    await harness.signIn();
    harness.signInUrl = 'https://set.example.org/';
    await harness.signIn();
    assert.deepEqual(harness.opened, ['https://named.example.org/', 'https://set.example.org/']);
  });
});

describe('Signing in to Workbench, rung 2: the page that the server names', () => {
  it('is asked for with the GUID', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_in: ok({ url: 'https://idp.example.org/' }) };
    assert.deepEqual(await harness.signIn({ guid: 'g-1' }), {});
    assert.deepEqual(harness.sent, [
      {
        url: 'http://localhost:8787/base/oauth_sign_in',
        body: { method: 'oauth_sign_in', kwparams: { uuid: 'g-1' } },
        headers: { 'x-rs-session-server-rpc-cookie': SESSION.RS_SESSION_RPC_COOKIE },
      },
    ]);
  });

  const urls = [
    'https://idp.example.org/authorize?redirect_uri=https%3A%2F%2Fh%2Fcb%3Fa%3D1%26b%3D%2520&state=x%3D%3D&scope=a+b',
    'https://IDP.Example.org:443/a/../b/%7e~%2f?x=|"<>`{}^&y=%zz#%23f',
    'http://localhost:8787/sign-in?next=http%3A%2F%2Flocalhost%2F%3Fa%3D%2526',
  ];
  for (const url of urls) {
    it(`reaches the browser byte for byte: ${url}`, async () => {
      const harness = new SourceHarness();
      harness.answers = { oauth_sign_in: ok({ url }) };
      await harness.signIn();
      assert.deepEqual(harness.opened, [url]);
    });
  }

  for (const url of [
    'http://evil.example.org/',
    'javascript:alert(1)',
    'https://u:p@h.example.org/',
    ' https://h/',
    '/x',
  ]) {
    it(`is not opened when it is ${JSON.stringify(url)}`, async () => {
      const harness = new SourceHarness();
      harness.answers = { oauth_sign_in: ok({ url }) };
      await assert.rejects(harness.signIn(), failsAs('protocol'));
      assert.deepEqual(harness.opened, []);
    });
  }

  it('is not opened when the sign-in was cancelled while the server was asked', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_in: ok({ url: 'https://idp.example.org/' }) };
    const abort = new AbortController();
    harness.onSent = () => abort.abort();
    await assert.rejects(harness.signIn({}, abort.signal), { name: 'AbortError' });
    assert.deepEqual(harness.opened, []);
  });

  it('is a failure after HTTP 401, with any body', async () => {
    for (const json of [undefined, {}, { url: 'https://idp.example.org/' }, { error: 'Unknown method' }]) {
      const harness = new SourceHarness();
      harness.answers = { oauth_sign_in: { status: 401, json } };
      await assert.rejects(harness.signIn(), failsAs('authorization'));
    }
  });

  it('is a failure when the server cannot be reached', async () => {
    const harness = new SourceHarness();
    harness.unreachable = new CredentialError('network', 'It cannot be reached.');
    await assert.rejects(harness.signIn(), (error) => error === harness.unreachable);
  });
});

describe('Signing in to Workbench, rung 3: by hand', () => {
  /** Every answer but a success and HTTP 401: what a Workbench says to a method that it does not know is not public. */
  const answers: readonly JsonResponse[] = [
    { status: 404, json: undefined },
    { status: 405, json: {} },
    { status: 501, json: { error: 'x' } },
    ok({ error: 'Unknown method' }),
    ok({ error: 'Invalid method' }),
    ok({ error: { message: 'oauth_sign_in', description: 'not found' } }),
    ok(undefined),
    ok({}),
    ok([]),
    ok({ url: null }),
    ok({ url: 7, opened: 'true' }),
    ok({ error: 'Integration not found' }),
    ok({ error: 'no', url: 'https://idp.example.org/' }),
    ok({ result: false }),
    { status: 204, json: undefined },
    { status: 302, json: undefined },
    { status: 302, json: { url: 'https://idp.example.org/' } },
    { status: 400, json: undefined },
    { status: 403, json: {} },
    { status: 403, json: { url: 'https://idp.example.org/' } },
    { status: 429, json: undefined, retryAfter: 1_000 },
    { status: 500, json: undefined },
    { status: 503, json: undefined },
  ];
  for (const answer of answers) {
    it(`returns the home page and instructions after ${textOf(answer)}`, async () => {
      const harness = new SourceHarness();
      harness.answers = { oauth_sign_in: answer };
      const { instruction, page } = await harness.signIn();
      assert.match(instruction ?? '', /sign in to GitHub, go to Settings, Managed Credentials, Custom OAuth/);
      // The user is to read that first.
      assert.deepEqual([harness.opened, page?.button], [[], 'Open Workbench']);
      await page?.open();
      assert.deepEqual(harness.opened, ['https://workbench.example.org/base/']);
    });
  }

  it('logs why, once', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_in: ok({ error: 'Unknown method' }) };
    await harness.signIn();
    await harness.signIn();
    assert.equal(harness.log.lines.length, 1);
    assert.match(harness.log.lines[0] ?? '', /^info: workbench: oauth_sign_in .*Unknown method/);
  });

  it('also follows an answer that is too large', async () => {
    const harness = new SourceHarness();
    harness.unreachable = new CredentialError('protocol', 'It is too large.');
    assert.ok((await harness.signIn()).page);
  });

  const lasting = answers.filter(({ status, json }) => status < 429 && !/Integration|no|false/.test(inspect(json)));
  for (const answer of lasting) {
    it(`does not ask again in this session after ${textOf(answer)}`, async () => {
      const harness = new SourceHarness();
      harness.answers = { oauth_sign_in: answer, oauth_sign_out: ok({ result: true }) };
      await harness.signIn();
      assert.ok((await harness.signIn({ guid: 'g-2' })).page);
      assert.equal(harness.sent.length, 1);
      // The other method is another matter.
      assert.deepEqual(await harness.signOut(), {});
    });
  }

  for (const answer of [
    ok({ error: 'Integration is disabled' }),
    { status: 500, json: undefined },
    { status: 429, json: {} },
  ]) {
    it(`asks again after ${textOf(answer)}, which may be a matter of the moment`, async () => {
      const harness = new SourceHarness();
      harness.answers = { oauth_sign_in: answer };
      assert.ok((await harness.signIn()).page);
      harness.answers = { oauth_sign_in: ok({ url: 'https://idp.example.org/' }) };
      assert.deepEqual(await harness.signIn(), {});
    });
  }

  it('is left to a server that has named a page before: an error of such a server is shown', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_in: ok({ url: 'https://idp.example.org/' }) };
    await harness.signIn();
    harness.answers = { oauth_sign_in: ok({ error: 'Integration is disabled' }) };
    await assert.rejects(harness.signIn(), /Workbench says: Integration is disabled/);
    // It may have been replaced by one that does not know the method.
    harness.answers = { oauth_sign_in: { status: 404, json: undefined } };
    assert.ok((await harness.signIn()).page);
  });

  it('is not used after a sign-in was cancelled', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_in: { status: 404, json: undefined } };
    const abort = new AbortController();
    harness.onSent = () => abort.abort();
    await assert.rejects(harness.signIn({}, abort.signal), { name: 'AbortError' });
  });

  it('shows the name of the integration as one line without tricks', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_in: { status: 404, json: undefined } };
    const { instruction } = await harness.signIn({ label: `a\n\u202Eb${'x'.repeat(1000)}` });
    assert.match(instruction ?? '', /sign in to a \\u\{202e\}bx+…, go to/);
    assert.ok((instruction ?? '').length < 300);
  });

  it('is a configuration error when the address for the browser is not known', async () => {
    const harness = new SourceHarness({ ...SESSION, RS_SERVER_URL: undefined });
    harness.answers = { oauth_sign_in: { status: 404, json: undefined } };
    await assert.rejects(harness.signIn(), failsAs('configuration'));
    assert.deepEqual(harness.opened, []);
  });

  it('opens no home page over plain http, but for loopback', async () => {
    const refused = new SourceHarness({ ...SESSION, RS_SERVER_URL: 'http://workbench.example.org/' });
    refused.answers = { oauth_sign_in: { status: 404, json: undefined } };
    await assert.rejects(refused.signIn(), { failure: 'configuration', message: /RS_SERVER_URL is not safe/ });
    const accepted = new SourceHarness({ ...SESSION, RS_SERVER_URL: 'http://localhost:8787' });
    accepted.answers = refused.answers;
    await (await accepted.signIn()).page?.open();
    assert.deepEqual([refused.opened, accepted.opened], [[], ['http://localhost:8787/']]);
  });
});
