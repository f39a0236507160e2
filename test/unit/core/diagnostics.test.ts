import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import { diagnosticReport } from '../../../src/core/diagnostics.js';
import { type DiagnosticSection } from '../../../src/core/source.js';
import { CredentialError } from '../../../src/core/errors.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed, signedIn } from './fakeSource.js';
import { sectionOf } from './reportSection.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const DOWN = new CredentialError('network', 'It cannot be reached. Tell your administrator.', {
  cause: new Error('connect failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) }),
});

/** Of all that a report says in every state, the same. */
const HEAD = (time: string) => `Available Credentials: Diagnostics
Created at 2026-06-01 ${time} UTC. It contains no cookies, tokens or passwords,
but names of integrations, hosts and folders. Review it before you send it to support.
`;

function setUp(...sources: FakeSource[]) {
  const clock = new FakeClock();
  const catalog = new Catalog(sources, clock, new RecordingLog());
  return {
    clock,
    /** Asks a source, which is given so many milliseconds; a failure is for the report to tell. */
    refresh: async (source: FakeSource, duration = 0) => {
      const refreshed = catalog.refresh(source, new AbortController().signal).catch(() => undefined);
      await clock.advance(duration);
      await refreshed;
    },
    report: (...environment: DiagnosticSection[]) => diagnosticReport(catalog, clock, environment),
  };
}

/** A source that answers only when the clock advances. */
class SlowSource extends FakeSource {
  clock: FakeClock | undefined;

  override async list() {
    await new Promise<void>((resolve) => this.clock?.setTimeout(resolve, 250));
    return super.list();
  }
}

describe('The diagnostic report', () => {
  it('of a source that was never asked', async () => {
    const { report } = setUp(new FakeSource());
    assert.equal(
      await report({
        title: 'Versions',
        facts: [
          ['Editor', '1.100.0'],
          ['Extension itself', '0.1.0'],
        ],
      }),
      `${HEAD('00:00:00')}
What to do next
  Fake  Nothing has been loaded yet. Open the view Available Credentials, then
        show the diagnostics again.

Versions
  Editor            1.100.0
  Extension itself  0.1.0

Fake facts
  Fact  value

Fake: refreshes
  Last refresh  no refresh since this window was opened
  Integrations  unknown
  Last error    no error since this window was opened

Failed sign-ins
  Last error  no error since this window was opened
`,
    );
  });

  it('of a source that answers', async () => {
    const source = new SlowSource();
    source.listed = [
      signedIn({ guid: 'a' }),
      signedIn({ guid: 'b' }),
      listed({ guid: 'c' }),
      listed({ guid: 'd' }),
      listed({ guid: 'e' }),
    ];
    const { clock, refresh, report } = setUp(source);
    source.clock = clock;
    await refresh(source, 250);
    await clock.advance(3 * SECOND);
    assert.equal(
      await report(),
      `${HEAD('00:00:03')}
What to do next
  Fake  Nothing to do: the last refresh succeeded.

Fake facts
  Fact  value

Fake: refreshes
  Last refresh  2026-06-01 00:00:00 UTC (3 s ago), took 250 ms
  Integrations  5: 2 signed in, 3 not signed in, 0 with a configuration error
  Last error    no error since this window was opened

Failed sign-ins
  Last error  no error since this window was opened
`,
    );
  });

  it('of a source that fails from the start', async () => {
    const source = new FakeSource();
    source.listed = DOWN;
    const { clock, refresh, report } = setUp(source);
    await refresh(source);
    await clock.advance(90 * SECOND);
    assert.equal(
      await report(),
      `${HEAD('00:01:30')}
What to do next
  Fake  It cannot be reached. Tell your administrator.

Fake facts
  Fact  value

Fake: refreshes
  Last refresh  2026-06-01 00:00:00 UTC (90 s ago), took 0 ms
  Integrations  unknown
  Last error    2026-06-01 00:00:00 UTC (90 s ago)
  Message       It cannot be reached. Tell your administrator.
  Causes        network: It cannot be reached. Tell your administrator. <-
                Error: connect failed <- Error ECONNREFUSED: refused

Failed sign-ins
  Last error  no error since this window was opened
`,
    );
  });

  it('of a source that fails after a good list', async () => {
    const source = new FakeSource();
    source.listed = [listed()];
    const { clock, refresh, report } = setUp(source);
    await refresh(source);
    await clock.advance(5 * MINUTE);
    source.listed = new CredentialError('rejected', 'No.');
    await refresh(source);
    assert.equal(
      await report(),
      `${HEAD('00:05:00')}
What to do next
  Fake  No.

Fake facts
  Fact  value

Fake: refreshes
  Last refresh  2026-06-01 00:05:00 UTC (0 s ago), took 0 ms
  Integrations  1: 0 signed in, 1 not signed in, 0 with a configuration error
  Last updated  2026-06-01 00:00:00 UTC (5 min ago)
  Last error    2026-06-01 00:05:00 UTC (0 s ago)
  Message       No.
  Causes        rejected: No.

Failed sign-ins
  Last error  no error since this window was opened
`,
    );
  });

  it('of a source that has recovered has the last error without its advice', async () => {
    const source = new FakeSource();
    source.listed = new CredentialError('authorization', 'No. Restart the session.', {
      said: 'expired',
      cause: new Error('HTTP 401'),
    });
    const { clock, refresh, report } = setUp(source);
    await refresh(source);
    await clock.advance(3 * 60 * MINUTE);
    source.listed = [signedIn()];
    await refresh(source);
    const text = await report();
    assert.deepEqual(sectionOf(text, 'Fake: refreshes').slice(2), [
      '  Last error      2026-06-01 00:00:00 UTC (3 h ago); resolved: later refreshes',
      '                  succeeded',
      '  Kind            authorization',
      '  Server message  expired',
      '  Causes          Error: HTTP 401',
    ]);
    assert.doesNotMatch(text, /Restart/);
  });

  it('lists the integrations that have to be corrected, each with the reason', async () => {
    const source = new FakeSource();
    source.listed = [
      listed({ label: 'One', status: { kind: 'configurationError', detail: 'The server did not send: uid.' } }),
      signedIn(),
      listed({ label: 'Two\u202e', status: { kind: 'configurationError', detail: 'no\nissuer' } }),
    ];
    const { refresh, report } = setUp(source);
    await refresh(source);
    assert.deepEqual(sectionOf(await report(), 'What to do next'), [
      '  Fake  Correct these integrations, or ask your administrator to do so:',
      '        One: The server did not send: uid.',
      '        Two\\u{202e}: no issuer',
    ]);
  });

  it('lists twenty of them at most', async () => {
    const source = new FakeSource();
    source.listed = Array.from({ length: 1_000 }, (_, at) =>
      listed({ label: `No. ${at}`, status: { kind: 'configurationError', detail: 'wrong' } }),
    );
    const { refresh, report } = setUp(source);
    await refresh(source);
    const lines = sectionOf(await report(), 'What to do next');
    assert.deepEqual(lines.slice(20), ['        No. 19: wrong', '        and 980 more']);
  });

  it('of a source without integrations has the advice of that source', async () => {
    const source = Object.assign(new FakeSource(), { emptyAdvice: 'There are none. Add one.' });
    const { refresh, report } = setUp(source);
    await refresh(source);
    assert.deepEqual(sectionOf(await report(), 'What to do next'), ['  Fake  There are none. Add one.']);
  });

  it('of a source that has nothing to do here asks for nothing', async () => {
    const source = new FakeSource();
    source.listed = new CredentialError('unavailable', 'This window is not in a session.');
    const { refresh, report } = setUp(source);
    await refresh(source);
    assert.deepEqual(sectionOf(await report(), 'What to do next'), [
      '  Fake  Nothing to do: This window is not in a session.',
    ]);
  });

  it('of two sources describes each, in their order', async () => {
    const [one, other] = [new FakeSource('one'), new FakeSource('other')];
    one.diagnose = () => Promise.resolve([{ title: 'One', facts: [] }]);
    other.diagnose = () => Promise.resolve([]);
    one.listed = DOWN;
    const { refresh, report } = setUp(one, other);
    await refresh(one);
    await refresh(other);
    assert.equal(
      await report(),
      `${HEAD('00:00:00')}
What to do next
  Fake  It cannot be reached. Tell your administrator.
  Fake  Nothing to do: there are no integrations.

One

Fake: refreshes
  Last refresh  2026-06-01 00:00:00 UTC (0 s ago), took 0 ms
  Integrations  unknown
  Last error    2026-06-01 00:00:00 UTC (0 s ago)
  Message       It cannot be reached. Tell your administrator.
  Causes        network: It cannot be reached. Tell your administrator. <-
                Error: connect failed <- Error ECONNREFUSED: refused

Fake: refreshes
  Last refresh  2026-06-01 00:00:00 UTC (0 s ago), took 0 ms
  Integrations  0: 0 signed in, 0 not signed in, 0 with a configuration error
  Last error    no error since this window was opened

Failed sign-ins
  Last error  no error since this window was opened
`,
    );
  });

  it('has no negative durations, even if the clock was set back', async () => {
    const source = new SlowSource();
    const { clock, refresh, report } = setUp(source);
    source.clock = clock;
    await clock.advance(MINUTE);
    const asked = refresh(source, 250);
    clock.setBack(10 * SECOND);
    await asked;
    clock.setBack(10 * SECOND);
    assert.equal(
      sectionOf(await report(), 'Fake: refreshes')[0],
      '  Last refresh  2026-06-01 00:00:50 UTC (0 s ago), took 0 ms',
    );
  });
});
