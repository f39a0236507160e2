import { LongLivedSession, heapUsed, openResources } from '../integration/longLivedSession.js';

const THOUSAND = 1_000;

/**
 * Prints what a session holds on to while it asks 10,000 times for the list and its view is shown and hidden 1,000 times:
 * the heap after a collection of garbage, and what keeps the process running. Both should be flat.
 */
export async function measureLongLife(): Promise<void> {
  const session = await LongLivedSession.open();
  try {
    print('at the start');
    for (let polls = THOUSAND; polls <= 10 * THOUSAND; polls += THOUSAND) {
      await session.poll(THOUSAND);
      // Hidden, it has no timer either.
      await session.showAndHide(THOUSAND / 10);
      await session.disconnected();
      print(`${polls} polls, ${polls / 10} times shown and hidden`);
    }
    session.dispose();
    print('disposed of');
  } finally {
    await session.close();
  }
  print('server closed');
}

function print(when: string): void {
  const resources = Object.entries(openResources()).map(([kind, count]) => `${count} ${kind}`);
  console.log(`${when.padEnd(44)} ${(heapUsed() / 1024).toFixed(0).padStart(8)} kB  ${resources.join(', ')}`);
}

if (import.meta.filename === process.argv[1]) {
  await measureLongLife();
}
