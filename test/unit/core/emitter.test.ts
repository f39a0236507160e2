import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/emitter.js';

describe('Emitter', () => {
  it('calls its listeners in the order in which they subscribed', () => {
    const emitter = new Emitter<number>();
    const calls: string[] = [];
    emitter.event((value) => calls.push(`first ${value}`));
    emitter.event((value) => calls.push(`second ${value}`));
    emitter.fire(7);
    assert.deepEqual(calls, ['first 7', 'second 7']);
  });

  it('calls a listener that subscribed twice twice, and once after it has left once', () => {
    const emitter = new Emitter<void>();
    let calls = 0;
    const listener = () => (calls += 1);
    const subscription = emitter.event(listener);
    emitter.event(listener);
    emitter.fire();
    assert.equal(calls, 2);
    subscription.dispose();
    subscription.dispose();
    emitter.fire();
    assert.equal(calls, 3);
  });

  it('does not call listeners that subscribe while it fires', () => {
    const emitter = new Emitter<void>();
    let late = 0;
    emitter.event(() => {
      emitter.event(() => (late += 1));
    });
    emitter.fire();
    assert.equal(late, 0);
  });

  it('calls no listener after it is disposed of', () => {
    const emitter = new Emitter<void>();
    let calls = 0;
    emitter.event(() => (calls += 1));
    emitter.dispose();
    emitter.fire();
    assert.equal(calls, 0);
  });
});
