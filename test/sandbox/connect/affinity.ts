import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const NAME = 'connect-affinity';

/** The cookie by which a cluster's load balancer leads a client back to the node that knows its flow. */
export class AffinityCookies {
  readonly #issued = new Set<string>();

  /** Sets the cookie where a request does not have it. */
  set(request: IncomingMessage, response: ServerResponse): void {
    if (this.isIn(request)) return;
    const value = randomBytes(12).toString('hex');
    this.#issued.add(value);
    response.appendHeader('set-cookie', `${NAME}=${value}; Path=/; HttpOnly`);
  }

  isIn({ headers }: IncomingMessage): boolean {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=', 2));
    return pairs.some(([name, value = '']) => name === NAME && this.#issued.has(value));
  }
}
