import { stalledFleet } from '../unit/core/stalledFleet.js';
import type { Row } from './row.js';

/** How evenly 10,000 visible views ask one server in the hour after it has stalled for 10 seconds. Simulated. */
export async function measureFleet(): Promise<Row[]> {
  const { busiestSecond, mean } = await stalledFleet({ views: 10_000, stall: 10, seconds: 3_600 });
  const name = 'busiest second of 10,000 views after a stall';
  return [{ name, unit: 'x mean', values: [busiestSecond / mean], goal: '<= 1.5' }];
}
