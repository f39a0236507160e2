/** A part of `npm test`. */
export interface Suite {
  readonly title: string;
  /** Its script in package.json. */
  readonly script: string;
  /** Whether it is made of mocha tests, which report their number; else it is one check. */
  readonly countsTests: boolean;
}

/**
 * What `npm test` runs: one stage after the other, the suites of a stage at the same time. Quick ones come first, with what the
 * others need. Unit tests keep one core busy, the checks the other. Host tests run beside the integration tests, which wait most
 * of the time. Journeys keep both cores busy.
 */
export const stages: readonly (readonly Suite[])[] = [
  [
    { title: 'Type check', script: 'typecheck', countsTests: false },
    { title: 'Lint', script: 'lint', countsTests: false },
    { title: 'Package', script: 'package', countsTests: false },
    { title: 'Unit tests', script: 'test:unit', countsTests: true },
  ],
  [
    { title: 'Host tests', script: 'test:host', countsTests: true },
    { title: 'Integration tests', script: 'test:integration', countsTests: true },
  ],
  [{ title: 'Journeys', script: 'test:e2e', countsTests: true }],
];
