import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import { diagnosticReport } from '../../../src/core/diagnostics.js';
import { FakeClock, settle } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource } from './fakeSource.js';
import { sectionOf } from './reportSection.js';

const SECOND = 1_000;

function setUp(...sources: FakeSource[]) {
  const clock = new FakeClock();
  const catalog = new Catalog(sources, clock, new RecordingLog());
  return { clock, report: () => diagnosticReport(catalog, clock, []) };
}

describe('The diagnostic report, of a source whose diagnosis', () => {
  const refreshes = ['  Last refresh  no refresh since this window was opened', '  Integrations  unknown'];

  it('fails, has the reason and everything else', async () => {
    const [bad, good] = [new FakeSource('bad'), new FakeSource('good')];
    bad.diagnose = () => Promise.reject(new Error('broken', { cause: new Error('as a whole') }));
    const { clock, report } = setUp(bad, good);
    const text = await report();
    assert.deepEqual(sectionOf(text, 'Fake'), ['  Not available  Error: broken <- Error: as a whole']);
    assert.deepEqual(sectionOf(text, 'Fake facts'), ['  Fact  value']);
    assert.deepEqual(sectionOf(text, 'Fake: refreshes').slice(0, 2), refreshes);
    assert.equal(clock.pending, 0);
  });

  it('throws synchronously, has the error', async () => {
    const source = new FakeSource();
    source.diagnose = () => {
      throw new TypeError('x is undefined');
    };
    const { report } = setUp(source);
    assert.deepEqual(sectionOf(await report(), 'Fake'), ['  Not available  TypeError: x is undefined']);
  });

  it('heeds its signal, has 15 seconds, and time to tell what it knows by then', async () => {
    const source = new FakeSource();
    source.diagnose = async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await settle();
      return [{ title: 'Half', facts: [['Ended by', String(signal.reason)]] }];
    };
    const { clock, report } = setUp(source);
    const reported = settling(report());
    await clock.advance(15 * SECOND - 1);
    assert.equal(reported.isSettled, false);
    await clock.advance(1);
    assert.deepEqual(sectionOf(await reported.promise, 'Half'), ['  Ended by  TimeoutError: The operation timed out']);
    assert.equal(clock.pending, 0);
  });

  it('never ends, does not wait for it', async () => {
    const [bad, good] = [new FakeSource('bad'), new FakeSource('good')];
    let fail: (reason: Error) => void = () => undefined;
    bad.diagnose = () => new Promise((_resolve, reject) => (fail = reject));
    const { clock, report } = setUp(bad, good);
    const reported = settling(report());
    await clock.advance(16 * SECOND - 1);
    assert.equal(reported.isSettled, false);
    await clock.advance(1);
    const text = await reported.promise;
    assert.deepEqual(sectionOf(text, 'Fake'), ['  Not available  TimeoutError: The operation timed out']);
    assert.deepEqual(sectionOf(text, 'Fake facts'), ['  Fact  value']);
    assert.match(text, /^Created at 2026-06-01 00:00:16 UTC/m);
    assert.equal(clock.pending, 0);
    fail(new Error('too late'));
    await settle();
  });

  it('hangs, is waited for while the others are', async () => {
    const sources = [new FakeSource('one'), new FakeSource('two')];
    for (const source of sources) source.diagnose = () => new Promise(() => undefined);
    const { clock, report } = setUp(...sources);
    const reported = settling(report());
    await clock.advance(16 * SECOND);
    assert.equal(reported.isSettled, true);
  });
});

/** A promise of which one can see whether it has settled. */
function settling<T>(promise: Promise<T>): { readonly promise: Promise<T>; isSettled: boolean } {
  const observed = { promise, isSettled: false };
  const note = () => void (observed.isSettled = true);
  promise.then(note, note);
  return observed;
}
