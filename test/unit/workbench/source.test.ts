import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CredentialError, type Failure } from '../../../src/core/errors.js';
import { SESSION, SourceHarness, ok } from './sourceHarness.js';
import { oneProvider, wireIntegration } from './wireIntegration.js';

const failsAs = (failure: Failure) => (error: unknown) => error instanceof CredentialError && error.failure === failure;

describe('WorkbenchSource: the list', () => {
  it('is asked of the server with the cookie as the only header', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_integrations: ok(oneProvider(wireIntegration())) };
    const list = await harness.list();
    assert.deepEqual(
      list.map(({ label }) => label),
      ['GitHub'],
    );
    assert.deepEqual(harness.sent, [
      {
        url: 'http://localhost:8787/base/oauth_integrations',
        body: { method: 'oauth_integrations', kwparams: {} },
        headers: { 'x-rs-session-server-rpc-cookie': SESSION.RS_SESSION_RPC_COOKIE },
      },
    ]);
  });

  const cannotAsk: Readonly<Record<string, readonly [Record<string, string | undefined>, Failure]>> = {
    'outside a session': [{}, 'unavailable'],
    'of a server that is too old': [{ ...SESSION, RSTUDIO_VERSION: '2025.12.1+12.pro1' }, 'unsupported'],
    'without an address': [{ ...SESSION, RS_SERVER_ADDRESS: undefined }, 'configuration'],
    'with an address that is no URL': [{ ...SESSION, RS_SERVER_ADDRESS: 'localhost:8787' }, 'configuration'],
    'without a cookie': [{ ...SESSION, RS_SESSION_RPC_COOKIE: undefined }, 'authorization'],
  };
  for (const [when, [environment, failure]] of Object.entries(cannotAsk)) {
    it(`${when} is ${failure}, and nothing is sent`, async () => {
      const harness = new SourceHarness(environment);
      await assert.rejects(harness.list(), failsAs(failure));
      assert.deepEqual(harness.sent, []);
    });
  }

  it('of a server that is too old names its version, and in few words for the view', async () => {
    const harness = new SourceHarness({ ...SESSION, RSTUDIO_VERSION: '2025.12.1' });
    await assert.rejects(harness.list(), (error) => {
      assert.ok(error instanceof CredentialError);
      assert.ok(error.message.includes('2025.12.1') && error.message.includes('2026.01.0'));
      assert.equal(error.summary, 'Workbench 2025.12.1');
      return true;
    });
  });

  it('is asked for also with a cookie whose date has passed, which the server may still accept', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_integrations: ok(oneProvider()) };
    await harness.clock.advance(5 * 365 * 24 * 3_600_000);
    assert.deepEqual(await harness.list(), []);
    harness.answers = { oauth_integrations: { status: 401, json: undefined } };
    await assert.rejects(harness.list(), (error) => {
      assert.ok(failsAs('authorization')(error) && error instanceof Error);
      return /expired at 2030-01-01 00:00:00 UTC/.test(error.message);
    });
  });

  it('is not asked for once it is aborted', async () => {
    const harness = new SourceHarness();
    await assert.rejects(harness.list(AbortSignal.abort()));
    assert.deepEqual(harness.sent, []);
  });

  it('logs once which parts of the answers could not be used, and again when that changes', async () => {
    const harness = new SourceHarness();
    const answerWith = async (...providers: unknown[]) => {
      harness.answers = { oauth_integrations: ok({ providers }) };
      await harness.list();
      return harness.log.lines.length;
    };
    const good = { integrations: [wireIntegration()] };
    assert.equal(await answerWith(good), 0);
    assert.equal(await answerWith(null, good), 1);
    assert.equal(await answerWith(null, good), 1);
    assert.equal(await answerWith(null, good, 7), 2);
    assert.equal(await answerWith(good), 2);
    assert.equal(await answerWith(null, good, 7), 3);
    assert.match(harness.log.lines[0] ?? '', /^warn: workbench: providers\[0\]/);
  });
});

describe('WorkbenchSource: a list of which a part cannot be used', () => {
  const answerWith = (harness: SourceHarness, ...providers: unknown[]) => {
    harness.answers = { oauth_integrations: ok({ providers }) };
  };
  const good = { type: 'custom', integrations: [wireIntegration()] };

  it('says so for the view, until a list is whole again', async () => {
    const harness = new SourceHarness();
    answerWith(harness, good, null);
    await harness.list();
    assert.match(harness.source.notice ?? '', /^Some integrations may be missing: /);
    answerWith(harness, good);
    await harness.list();
    assert.equal(harness.source.notice, undefined);
  });

  it('is described in detail in the diagnostics', async () => {
    const harness = new SourceHarness({ ...SESSION, RS_SERVER_ADDRESS: 'http://localhost:8787' });
    const facts = async () => {
      const sections = await harness.source.diagnose(new AbortController().signal);
      return sections.find(({ title }) => title === 'Posit Workbench: list of integrations')?.facts;
    };
    answerWith(harness, good);
    await harness.list();
    assert.equal(await facts(), undefined);
    answerWith(harness, { type: 'custom', integrations: [wireIntegration({ name: 7 })] }, null);
    await harness.list();
    assert.deepEqual(await facts(), [
      ['Could not be used', 'providers[1] was skipped: it is not a provider with a list of integrations'],
      ['Could not be used', 'providers[0].integrations[0]: wrong type for name'],
    ]);
  });
});

describe('WorkbenchSource: signing out', () => {
  it('is asked of the server, and leaves nothing to do', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_out: ok({ result: true }) };
    assert.deepEqual(await harness.signOut({ guid: 'g-1' }), {});
    assert.deepEqual(harness.sent[0]?.body, { method: 'oauth_sign_out', kwparams: { uuid: 'g-1' } });
    assert.deepEqual(harness.opened, []);
  });

  const answers = [
    { status: 404, json: undefined },
    { status: 403, json: undefined },
    { status: 302, json: { result: true } },
    ok(undefined),
    ok({}),
    ok({ error: 'Unknown method oauth_sign_out' }),
    ok({ result: false, detail: 'Revocation failed' }),
  ];
  for (const answer of answers) {
    it(`returns the home page and instructions after HTTP ${answer.status} ${JSON.stringify(answer.json)}`, async () => {
      const harness = new SourceHarness();
      harness.answers = { oauth_sign_out: answer };
      const { instruction, page } = await harness.signOut({ label: 'Git\u202EHub' });
      assert.match(
        instruction ?? '',
        /sign out of Git\\u\{202e\}Hub, go to Settings, Managed Credentials, Custom OAuth/,
      );
      assert.deepEqual(harness.opened, []);
      await page?.open();
      assert.deepEqual(harness.opened, ['https://workbench.example.org/base/']);
    });
  }

  it('that the server refuses is a failure where it has signed out before', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_out: ok({ result: true }) };
    await harness.signOut();
    for (const [answer, failure] of [
      [ok({ result: false, detail: 'Revocation failed' }), 'rejected'],
      [ok({}), 'protocol'],
    ] as const) {
      harness.answers = { oauth_sign_out: answer };
      await assert.rejects(harness.signOut(), failsAs(failure));
    }
  });

  it('is a failure after HTTP 401', async () => {
    const harness = new SourceHarness();
    harness.answers = { oauth_sign_out: { status: 401, json: undefined } };
    await assert.rejects(harness.signOut(), failsAs('authorization'));
  });

  it('does not use the setting for signing in', async () => {
    const harness = new SourceHarness();
    harness.signInUrl = 'https://other.example.org/{guid}';
    harness.answers = { oauth_sign_out: { status: 501, json: undefined } };
    await (await harness.signOut()).page?.open();
    assert.deepEqual(harness.opened, ['https://workbench.example.org/base/']);
  });
});

describe('WorkbenchSource: the rest', () => {
  it('sends nothing when it is made, also outside a session, and says nothing', () => {
    for (const environment of [SESSION, {}]) {
      const { sent, log, clock } = new SourceHarness(environment);
      assert.deepEqual([sent, log.lines, clock.pending], [[], [], 0]);
    }
  });

  it('disposes of its HTTP client', () => {
    const harness = new SourceHarness();
    harness.source.dispose();
    assert.equal(harness.disposals, 1);
  });

  it('shows the cookie in no failure and no line of the log', async () => {
    const seen: string[] = [];
    for (const answer of [ok(undefined), ok({ error: 'x' }), ok({ providers: [null] }), { status: 403, json: {} }]) {
      const harness = new SourceHarness();
      harness.answers = { oauth_integrations: answer };
      const outcome: unknown = await harness.list().catch((error: unknown) => error);
      seen.push(inspect([outcome, harness.log.lines], { depth: Infinity, showHidden: true }));
    }
    assert.ok(!seen.join('\n').includes('cookie-canary'));
  });
});
