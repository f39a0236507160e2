import assert from 'node:assert/strict';
import type { Integration } from '../../src/core/integration.js';
import { NextStep } from '../../src/ui/nextStep.js';
import { FakeMemory } from '../unit/fakeMemory.js';
import { complete, signedIn } from './integrations.js';

describe('the next step after a sign-in', () => {
  const memory = new FakeMemory();
  let told: string[] = [];
  let answer: (button: string | undefined) => void = () => undefined;

  /** A window of the user. */
  const open = (integration: Integration) =>
    new NextStep(
      { integrations: [integration] },
      {
        information: (message, ...buttons) => {
          told.push([message, ...buttons].join(' | '));
          return new Promise((resolve) => (answer = resolve));
        },
      },
      memory,
    );

  beforeEach(async () => {
    told = [];
    await memory.update('nextStep.isAnswered', undefined);
  });

  it('is offered once, and never again after it was dismissed', async () => {
    const step = open(signedIn);
    const offered = step.offer(signedIn);
    await step.offer(signedIn);
    answer(undefined);
    await offered;
    await step.offer(signedIn);
    await open(signedIn).offer(signedIn);
    assert.deepEqual(told, ['You are signed in to Complete. Next, let your code get the token. | View Snippet']);
  });

  it('is offered again in another window as long as it was not answered', () => {
    void open(signedIn).offer(signedIn);
    void open(signedIn).offer(signedIn);
    assert.equal(told.length, 2);
  });

  it('is not offered where there is no snippet', async () => {
    await open(complete).offer(complete);
    assert.deepEqual(told, []);
  });
});
