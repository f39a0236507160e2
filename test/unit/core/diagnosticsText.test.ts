import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import { diagnosticReport } from '../../../src/core/diagnostics.js';
import { type DiagnosticSection } from '../../../src/core/source.js';
import { formatDuration, formatTime } from '../../../src/core/time.js';
import { CredentialError } from '../../../src/core/errors.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed } from './fakeSource.js';
import { sectionOf } from './reportSection.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The report of sources that have been asked once. */
async function reportOf(
  sources: readonly FakeSource[],
  environment: readonly DiagnosticSection[] = [],
): Promise<string> {
  const clock = new FakeClock();
  const catalog = new Catalog(sources, clock, new RecordingLog());
  for (const source of sources) {
    await catalog.refresh(source, new AbortController().signal).catch(() => undefined);
  }
  return diagnosticReport(catalog, clock, environment);
}

describe('The diagnostic report, of values', () => {
  /** The lines of a section with one fact. */
  async function shown(value: string, label = 'Fact'): Promise<string[]> {
    return sectionOf(await reportOf([], [{ title: 'Facts', facts: [[label, value]] }]), 'Facts');
  }

  it('wraps those that are long, by words, below each other', async () => {
    const lines = await shown(Array.from({ length: 40 }, (_, at) => `word-${at}`).join(' '), 'A label');
    assert.ok(
      lines.every((line) => line.length <= 80),
      lines.join('\n'),
    );
    assert.ok(lines.length > 3 && lines.slice(1).every((line) => /^ {11}word/.test(line)), lines.join('\n'));
    assert.equal(
      lines
        .map((line) => line.slice(11))
        .join(' ')
        .split(' ')
        .at(-1),
      'word-39',
    );
  });

  it('fills a line of 80 characters before it begins another', async () => {
    assert.deepEqual(await shown(`${'x'.repeat(70)} y`), [`  Fact  ${'x'.repeat(70)} y`]);
    assert.deepEqual(await shown(`${'x'.repeat(70)} yy`), [`  Fact  ${'x'.repeat(70)}`, '        yy']);
  });

  it('counts two columns for a wide character, and breaks lines between those', async () => {
    const lines = await shown('接続できません。'.repeat(10), '状態');
    assert.deepEqual(lines[0], `  状態  ${'接続できません。'.repeat(4)}接続でき`);
    assert.ok(lines.length === 3 && lines.slice(1).every((line) => /^ {8}[^ 。]/.test(line)), lines.join('\n'));
  });

  it('leaves a word whole that is longer than a line', async () => {
    const path = `/${'folder/'.repeat(20)}`;
    assert.deepEqual(await shown(`at ${path} it is`), ['  Fact  at', `        ${path}`, '        it is']);
  });

  it('leaves nothing behind the label of one that is empty', async () => {
    assert.deepEqual(await shown(''), ['  Fact']);
  });

  it('shows controls as escapes, and folds new lines: no value begins a section', async () => {
    assert.deepEqual(await shown('a\u0000b\u202ec\u200bd\n\nTrusted\r\n  yes\u2028\u{e0041}'), [
      '  Fact  a\\u{0}b\\u{202e}c\\u{200b}d Trusted yes \\u{e0041}',
    ]);
  });

  it('cuts one of megabytes', async () => {
    const lines = await shown('word '.repeat(1_000_000));
    assert.ok(lines.join('\n').length < 4_000);
    assert.ok(lines.at(-1)?.endsWith('…'));
    const [line = ''] = await shown('x'.repeat(5_000_000));
    assert.ok(line.length < 4_000 && line.endsWith('…'));
  });

  it('has room for an error with all its causes, of which the last is the one that counts', async () => {
    const source = new FakeSource();
    let error: Error = new Error('the root of it all');
    for (let depth = 0; depth < 4; depth += 1) error = new Error('x'.repeat(1_000), { cause: error });
    source.listed = new CredentialError('network', 'It failed.', { cause: error });
    assert.match(await reportOf([source]), /the root of\s+it all/);
  });

  it('of an integration says no more than how it is called and what is wrong with it', async () => {
    const source = new FakeSource();
    source.listed = [
      listed({ label: 'CANARY', guid: 'CANARY', issuer: 'https://CANARY', clientId: 'CANARY', scopes: ['CANARY'] }),
      listed({ label: 'Name', guid: 'CANARY', status: { kind: 'configurationError', detail: 'no uid' } }),
    ];
    assert.ok(!(await reportOf([source])).includes('CANARY'));
  });
});

describe('formatTime', () => {
  it('is in UTC, to the second', () => {
    assert.equal(formatTime(Date.UTC(2026, 11, 31, 23, 59, 59, 999)), '2026-12-31 23:59:59 UTC');
  });
});

describe('formatDuration', () => {
  const examples = [
    [-5_000, '0 s'],
    [0, '0 s'],
    [999, '0 s'],
    [119 * SECOND, '119 s'],
    [120 * SECOND, '2 min'],
    [10 * MINUTE - 1, '9 min'],
    [119 * MINUTE, '119 min'],
    [120 * MINUTE, '2 h'],
    [3 * 60 * MINUTE - 1, '2 h'],
    [47 * 60 * MINUTE, '47 h'],
    [48 * 60 * MINUTE, '2 d'],
    [3 * 24 * 60 * MINUTE - 1, '2 d'],
    [365 * 24 * 60 * MINUTE, '365 d'],
  ] as const;
  for (const [milliseconds, text] of examples) {
    it(`of ${milliseconds} ms is ${text}`, () => assert.equal(formatDuration(milliseconds), text));
  }
});
