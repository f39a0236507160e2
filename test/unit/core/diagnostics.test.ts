import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import { diagnosticReport, type DiagnosticSection } from '../../../src/core/diagnostics.js';
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
Made at 2026-06-01 ${time} UTC. It holds no cookie, token or password,
but names of hosts and folders. Read it, and send it to whoever helps you.
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

/** A source whose answers take until the clock goes on. */
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
  Fake  Nothing has been asked yet. Open the view Available Credentials, then
        show the diagnostics again.

Versions
  Editor            1.100.0
  Extension itself  0.1.0

Fake facts
  Fact  value

Fake: refreshes
  Last refresh  none since this window was opened
  Integrations  not known
  Last error    none since this window was opened
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
  Fake  Nothing: the last refresh succeeded.

Fake facts
  Fact  value

Fake: refreshes
  Last refresh  2026-06-01 00:00:00 UTC (3 s ago), took 250 ms
  Integrations  5: 2 signed in, 3 not signed in, 0 with a configuration error
  Last error    none since this window was opened
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
  Integrations  not known
  Last error    2026-06-01 00:00:00 UTC (90 s ago)
  Its message   It cannot be reached. Tell your administrator.
  Its causes    network: It cannot be reached. Tell your administrator. <-
                Error: connect failed <- Error ECONNREFUSED: refused
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
  Last refresh          2026-06-01 00:05:00 UTC (0 s ago), took 0 ms
  Integrations          1: 0 signed in, 1 not signed in, 0 with a configuration
                        error
  Not up to date since  2026-06-01 00:00:00 UTC (5 min ago)
  Last error            2026-06-01 00:05:00 UTC (0 s ago)
  Its message           No.
  Its causes            rejected: No.
`,
    );
  });

  it('of a source that failed and has recovered still tells of it', async () => {
    const source = new FakeSource();
    source.listed = new CredentialError('rejected', 'No.');
    const { clock, refresh, report } = setUp(source);
    await refresh(source);
    await clock.advance(3 * 60 * MINUTE);
    source.listed = [listed({ status: { kind: 'configurationError', detail: 'no uid' } }), signedIn()];
    await refresh(source);
    assert.equal(
      await report(),
      `${HEAD('03:00:00')}
What to do next
  Fake  Integrations with a configuration error: 1. Their tooltips in the view
        say what is wrong.

Fake facts
  Fact  value

Fake: refreshes
  Last refresh  2026-06-01 03:00:00 UTC (0 s ago), took 0 ms
  Integrations  2: 1 signed in, 0 not signed in, 1 with a configuration error
  Last error    2026-06-01 00:00:00 UTC (3 h ago)
  Its message   No.
  Its causes    rejected: No.
`,
    );
  });

  it('of a source without integrations says what to do about it', async () => {
    const source = new FakeSource();
    const { refresh, report } = setUp(source);
    await refresh(source);
    assert.deepEqual(sectionOf(await report(), 'What to do next'), [
      '  Fake  No OAuth integrations are configured. Ask your administrator to add one.',
    ]);
  });

  it('of two sources tells of each, in their order', async () => {
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
  Fake  No OAuth integrations are configured. Ask your administrator to add one.

One

Fake: refreshes
  Last refresh  2026-06-01 00:00:00 UTC (0 s ago), took 0 ms
  Integrations  not known
  Last error    2026-06-01 00:00:00 UTC (0 s ago)
  Its message   It cannot be reached. Tell your administrator.
  Its causes    network: It cannot be reached. Tell your administrator. <-
                Error: connect failed <- Error ECONNREFUSED: refused

Fake: refreshes
  Last refresh  2026-06-01 00:00:00 UTC (0 s ago), took 0 ms
  Integrations  0: 0 signed in, 0 not signed in, 0 with a configuration error
  Last error    none since this window was opened
`,
    );
  });

  it('holds no time that is before another, though the clock was set back', async () => {
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
