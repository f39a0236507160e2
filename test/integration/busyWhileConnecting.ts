import dns from 'node:dns';
import { nextTick } from 'node:process';

/**
 * Runs `work` where each name means 127.0.0.1 and ::1, and this process is busy when it has begun to connect to the first: for
 * longer than Node waits by default, before it gives up an address and takes the next.
 */
export async function busyWhileConnecting(work: () => Promise<void>): Promise<void> {
  const { lookup } = dns;
  dns.lookup = ((_name: string, _options: unknown, callback: (error: null, found: unknown) => void) => {
    nextTick(beBusy);
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  }) as typeof lookup;
  try {
    await work();
  } finally {
    dns.lookup = lookup;
  }
}

/** Keeps this process busy for a second. */
export function beBusy(): void {
  for (const end = performance.now() + 1_000; performance.now() < end;);
}
