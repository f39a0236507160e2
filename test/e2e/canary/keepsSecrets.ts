import assert from 'node:assert/strict';
import type { Journey } from '../journey.js';
import { assertNoLeaks, type Evidence, places, type Secret } from './leaks.js';

/** What is known at the end of a journey. */
export interface JourneyEnd {
  readonly journey: Journey;
  readonly evidence: readonly Evidence[];
  readonly secrets: readonly Secret[];
}

/** To be called in a `describe`: tests that no place contains a secret, and that the logs say as much as they can. */
export function itKeepsSecrets(end: () => JourneyEnd): void {
  it('the logs are at trace level', async () => {
    const { journey } = end();
    assert.ok((await journey.logs()).includes(' [trace] '));
    assert.ok((await journey.ownLog()).includes(' [debug] '));
  });

  for (const place of places) {
    it(`no secret is in: ${place}`, () => {
      const { evidence, secrets } = end();
      assertNoLeaks(
        secrets,
        evidence.filter((each) => each.place === place),
      );
    });
  }
}
