import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Deadline } from '../../../src/command/deadline.js';
import { CredentialError } from '../../../src/core/errors.js';
import { until } from '../../until.js';

const failure = (seconds: number) => new CredentialError('network', `There was no answer within ${seconds} s.`);

describe('The time limit of a command', () => {
  it('leaves time until it is over', () => {
    const deadline = new Deadline(60, failure);
    deadline.dispose();
    assert.ok(deadline.left > 0 && deadline.left <= 60_000, String(deadline.left));
    assert.equal(deadline.signal.aborted, false);
  });

  it('then ends what is still going on, and says why', async () => {
    const deadline = new Deadline(0.01, failure);
    await once(deadline.signal, 'abort');
    assert.deepEqual(deadline.signal.reason, failure(0.01));
    // A timer of Node's may be up to a millisecond early.
    await until('no time is left', () => deadline.left <= 0);
  });

  it('ends nothing once it is disposed of', async () => {
    const disposed = new Deadline(0.001, failure);
    disposed.dispose();
    // Its timer would have been first.
    await once(new Deadline(0.02, failure).signal, 'abort');
    assert.equal(disposed.signal.aborted, false);
  });
});
