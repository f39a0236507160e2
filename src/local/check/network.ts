import { CredentialError, errorChain } from '../../core/errors.js';
import type { HttpResponse } from '../../core/httpClient.js';
import { redactUrl } from '../../core/url.js';
import type { Finding } from '../../core/finding.js';
import * as messages from './messages.js';
import type { CheckPorts } from './ports.js';

/** Milliseconds that the clocks may differ: tokens are renewed a minute before they expire. */
const MAX_CLOCK_DIFFERENCE = 60_000;

/** Milliseconds before the end of a certificate from which it is mentioned. */
const CERTIFICATE_WARNING = 14 * 24 * 60 * 60_000;

/** Whether these URLs can be reached: for each host the proxy, the certificate and one request; and the clock. */
export async function networkFindings(
  urls: readonly string[],
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  // Of each host the first, in case that they are many.
  const byOrigin = new Map(urls.toReversed().map((url) => [new URL(url).origin, url]));
  const findings: Finding[] = [];
  let isAnyReached = false;
  let difference: number | undefined;
  for (const url of [...byOrigin.values()].toReversed()) {
    const { host, protocol } = new URL(url);
    findings.push(await proxyFinding(url, host, ports, signal));
    const reached = await reach(url, ports, signal);
    const failure = 'failure' in reached ? reached.failure : undefined;
    if (protocol === 'https:') {
      findings.push(...(await certificateFindings(url, host, failure, ports, signal)));
    }
    if ('failure' in reached) {
      findings.push(messages.unreachable(reached.failure));
    } else {
      isAnyReached = true;
      findings.push(answerFinding(host, reached.response));
      difference ??= reached.clockDifference;
    }
  }
  return [...findings, ...(isAnyReached ? [clockFinding(difference)] : [])];
}

interface Reached {
  readonly response: HttpResponse;
  /** Milliseconds by which this machine's clock is ahead of the server's; `undefined` if the server does not say. */
  readonly clockDifference: number | undefined;
}

/** Asks for a URL without any parameter: whatever the answer, the server has been reached. */
async function reach(
  url: string,
  { http, clock }: CheckPorts,
  signal: AbortSignal,
): Promise<Reached | { readonly failure: string }> {
  try {
    const before = clock.now();
    const response = await http.send(url, {
      method: 'GET',
      headers: { accept: 'text/html, application/json' },
      signal,
    });
    const { date } = response.headers;
    const told = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    return {
      response,
      clockDifference: Number.isNaN(told) ? undefined : (before + clock.now()) / 2 - told,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { failure: sentenceOf(error) };
  }
}

function answerFinding(host: string, { status }: HttpResponse): Finding {
  return status >= 500 ? messages.serverFails(host, status) : messages.reachable(host);
}

async function proxyFinding(url: string, host: string, { http }: CheckPorts, signal: AbortSignal): Promise<Finding> {
  try {
    const proxy = await http.proxyFor(url, signal);
    return messages.proxy(host, proxy === undefined ? undefined : redactUrl(proxy));
  } catch (error) {
    signal.throwIfAborted();
    return messages.proxyUnusable(sentenceOf(error));
  }
}

/** @param failure why the server was not reached, which the certificate need not say again */
async function certificateFindings(
  url: string,
  host: string,
  failure: string | undefined,
  { http, clock }: CheckPorts,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    const { distrust, validTo, issuer } = await http.inspectTls(url, signal);
    if (distrust !== undefined) {
      return [messages.certificateDistrusted(host, distrust, issuer)];
    }
    const isEnding = validTo - clock.now() < CERTIFICATE_WARNING;
    return [isEnding ? messages.certificateEnding(host, validTo) : messages.certificateTrusted(host, issuer)];
  } catch (error) {
    signal.throwIfAborted();
    const reason = sentenceOf(error);
    return reason === failure ? [] : [messages.certificateUnknown(host, reason)];
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof CredentialError ? error.message : errorChain(error);
}

function clockFinding(difference: number | undefined): Finding {
  if (difference === undefined) {
    return messages.clockUnknown();
  }
  return Math.abs(difference) > MAX_CLOCK_DIFFERENCE ? messages.clockWrong(difference) : messages.clockRight();
}
