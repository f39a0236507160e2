import type { IncomingMessage } from 'node:http';
import type { Face, Handler, PageHandler, Refusal, RequestHead } from './face.js';
import * as messages from './messages.js';
import { isNavigation } from './navigation.js';

/**
 * Headers that only browsers send, and that no web page can remove. `Sec-Fetch-Mode` is not one of them: the `fetch` of Node
 * and of other runtimes sends it too (Fetch Metadata, section 2).
 */
const PAGE_HEADERS = ['origin', 'sec-fetch-site', 'sec-fetch-dest'];

/**
 * Hosts by which a browser finds this machine: the port may be another one if the editor forwards it. No web page can make
 * these names lead elsewhere.
 */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost):\d{1,5}$/;

/** What becomes of a request, judged by its first line and its headers. */
export type Admission =
  | { readonly face: Face; readonly handler: Handler }
  | { readonly page: PageHandler }
  | { readonly face: Face; readonly refusal: Refusal };

/**
 * Decides whether a request is answered: it must be sent to exactly this address, by a program and not by a web page, with
 * the credential of a face, to a path of that face. Checked in this order, so that a caller without the credential can't
 * find out which paths exist. Only pages of a face are for browsers, and only if the user opens them.
 *
 * @param host the only correct `Host`, with the port
 */
export function admit(request: IncomingMessage, host: string, faces: readonly Face[]): Admission {
  const head = headOf(request);
  const face = faceFor(head, faces);
  const page = face.page?.(head);
  if (page) {
    return opensPage(request, head) ? { page } : { face, refusal: { status: 403, message: messages.notOpened() } };
  }
  const refusal = foreignRefusal(request, head, host) ?? face.authenticate(head);
  if (refusal) {
    return { face, refusal };
  }
  const route = face.route(head);
  return typeof route === 'function' ? { face, handler: route } : { face, refusal: route };
}

function headOf({ method = '', url = '', headersDistinct }: IncomingMessage): RequestHead {
  const header = (name: string) => {
    const [value, ...more] = headersDistinct[name] ?? [];
    return more.length === 0 ? value : undefined;
  };
  return { verb: method, path: url.replace(/^\/+/, '/'), header };
}

/** The face with the longest prefix of the path; else the first one, which then refuses the path. */
function faceFor({ path }: RequestHead, faces: readonly Face[]): Face {
  const [first, ...others] = faces;
  if (!first) {
    throw new Error('The broker has no face');
  }
  const matches = ({ prefixes }: Face) =>
    Math.max(-1, ...prefixes.filter((prefix) => path.startsWith(prefix)).map(({ length }) => length));
  return others.reduce((best, each) => (matches(each) > matches(best) ? each : best), first);
}

function foreignRefusal(
  { headersDistinct }: IncomingMessage,
  { header }: RequestHead,
  host: string,
): Refusal | undefined {
  // A web page that made its own name resolve to this machine (DNS rebinding) sends that name.
  if (header('host') !== host) {
    return { status: 403, message: messages.foreignHost() };
  }
  if (PAGE_HEADERS.some((name) => headersDistinct[name] !== undefined)) {
    return { status: 403, message: messages.webPage() };
  }
  return undefined;
}

/** Whether the user has opened a page in a browser at this machine. (A link may stand on any page.) */
function opensPage({ method, headersDistinct }: IncomingMessage, { header }: RequestHead): boolean {
  return (
    method === 'GET' &&
    LOOPBACK_HOST.test(header('host') ?? '') &&
    headersDistinct['origin'] === undefined &&
    isNavigation(headersDistinct)
  );
}
