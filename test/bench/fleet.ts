import { stalledFleet } from '../unit/core/stalledFleet.js';

/** Prints how evenly 10,000 visible views ask one server in the hour after it has stalled for 10 seconds. Simulated. */
export async function measureFleet(): Promise<void> {
  const { busiestSecond, mean } = await stalledFleet({ views: 10_000, stall: 10, seconds: 3_600 });
  const ratio = (busiestSecond / mean).toFixed(2);
  console.log(
    `10,000 views after a stall of 10 s: busiest second ${busiestSecond}, mean ${mean.toFixed(0)}, ratio ${ratio}`,
  );
}

if (import.meta.filename === process.argv[1]) {
  await measureFleet();
}
