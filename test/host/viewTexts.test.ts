import assert from 'node:assert/strict';
import type { SourceSnapshot } from '../../src/core/snapshot.js';
import { CredentialError } from '../../src/core/errors.js';
import { messageOf, stateOf, summaryOf } from '../../src/ui/viewTexts.js';
import { complete } from './integrations.js';

const unavailable = new CredentialError('unavailable', 'Not in a session.');
const network = new CredentialError('network', 'It cannot be reached.', { summary: 'Down' });
const unsupported = new CredentialError('unsupported', 'It can’t be kept.');

const asked: SourceSnapshot = { id: 'a', label: 'A', integrations: undefined, error: undefined, staleSince: undefined };
const empty: SourceSnapshot = { ...asked, integrations: [] };
const ready: SourceSnapshot = { ...asked, integrations: [complete] };
const failed: SourceSnapshot = { ...asked, error: network };
const stale: SourceSnapshot = { ...ready, error: network, staleSince: Date.now() };

describe('what the view says besides its rows', () => {
  it('is one context key for each source, with its state or its failure', () => {
    assert.deepEqual([asked, empty, ready, stale, failed, { ...empty, error: unsupported }].map(stateOf), [
      'loading',
      'empty',
      'ready',
      'ready',
      'network',
      'unsupported',
    ]);
  });

  it('has no message if there are no rows, because that would hide the welcome content', () => {
    for (const source of [asked, empty, ready, failed, { ...empty, error: unsupported }]) {
      assert.equal(messageOf([source], false), undefined);
    }
  });

  it('is since when rows are not up to date, and why', () => {
    assert.match(messageOf([stale], false) ?? '', /^Last updated .+\. It cannot be reached\.$/);
  });

  it('is, above the rows of several sources, what is wrong with each, in a line each', () => {
    const other = { ...stale, label: 'B' };
    const lines = messageOf([stale, other, { ...failed, label: 'C' }], true)?.split('\n') ?? [];
    assert.match(lines[0] ?? '', /^A: last updated .+\. It cannot be reached\.$/);
    assert.match(lines[1] ?? '', /^B: last updated /);
    assert.deepEqual(lines.slice(2), ['C: It cannot be reached.']);
    assert.equal(messageOf([ready, { ...asked, error: unsupported }], true), 'A: It can’t be kept.');
  });

  it('is what a source has to say of its list, unless that is out of date', () => {
    const notice = 'Some may be missing.';
    assert.equal(messageOf([{ ...ready, notice }], false), notice);
    assert.equal(messageOf([{ ...ready, notice }, ready], true), `A: ${notice}`);
    assert.doesNotMatch(messageOf([{ ...stale, notice }], false) ?? '', /missing/);
  });

  it('does not mention a source that does not apply here', () => {
    assert.equal(messageOf([{ ...asked, error: unavailable }, ready, stale], true)?.split('\n').length, 1);
  });

  it('shows a short failure beside the view’s name, unless the message above the rows shows it', () => {
    assert.equal(summaryOf([stale, failed]), undefined);
    assert.deepEqual([summaryOf([empty, failed]), summaryOf([empty])], ['Down', undefined]);
  });
});
