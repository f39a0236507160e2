import { loopbackFetch } from './loopbackFetch.js';

const MOST_STEPS = 20;

interface Form {
  action: URL;
  /** The values of its fields, by their names. */
  fields: Readonly<Record<string, string>>;
}

/**
 * Walks the provider's login and consent pages as a person would, by the forms in them, over HTTP with a cookie jar,
 * until a page without a form. `decision` 'refuse' presses Cancel on the consent page. Rejects when a page
 * says that something failed (HTTP 400 and above), such as a wrong password.
 * @param ca PEM of the CA to trust where the Workbench uses TLS
 * @param userCode what to enter where a page asks for the code that a device shows
 */
export async function signInByForms(
  url: string,
  account: { login: string; password: string },
  decision: 'allow' | 'refuse' = 'allow',
  ca?: string,
  userCode = '',
): Promise<void> {
  await walk(new Browser(ca), url, account, decision, userCode);
}

/**
 * The same, in a browser that cannot load the page to which the provider leads back: returns the address of that page, as
 * the browser shows it.
 */
export async function addressAfterForms(
  url: string,
  account: { login: string; password: string },
  decision: 'allow' | 'refuse' = 'allow',
): Promise<string> {
  const redirectUri = new URL(url).searchParams.get('redirect_uri') ?? '';
  return walk(new Browser(undefined, redirectUri), url, account, decision, '');
}

/** @returns the address of the last page */
async function walk(
  browser: Browser,
  url: string,
  account: { login: string; password: string },
  decision: 'allow' | 'refuse',
  userCode: string,
): Promise<string> {
  let page = await browser.visit(new URL(url));
  for (let step = 0; step < MOST_STEPS; step++) {
    const form = findForm(page);
    if (!form) return page.url.href;
    const isLogin = 'password' in form.fields;
    const action = isLogin || decision === 'allow' ? 'continue' : 'cancel';
    const typed = isLogin ? { ...account } : form.fields['user_code'] === '' ? { user_code: userCode } : {};
    page = await browser.visit(form.action, new URLSearchParams({ ...form.fields, ...typed, action }));
  }
  throw new Error('The sign-in pages come to no end');
}

interface VisitedPage {
  url: URL;
  text: string;
}

function findForm({ url, text }: VisitedPage): Form | undefined {
  const [, attributes = '', content = ''] = /<form\b([^>]*)>(.*?)<\/form>/s.exec(text) ?? [];
  if (attributes === '') return undefined;
  const action = /\baction="([^"]*)"/.exec(attributes)?.[1] ?? '';
  const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  const inputs = [...content.matchAll(/<input\b[^>]*>/g)].map(([tag]) => [
    attribute(tag, 'name'),
    attribute(tag, 'value'),
  ]);
  return { action: new URL(action, url), fields: Object.fromEntries(inputs) as Form['fields'] };
}

/** As much of a browser as a sign-in needs: redirects, and cookies by host and path. */
class Browser {
  readonly #cookies = new Map<string, { host: string; path: string; pair: string }>();

  /** @param unreachable what it cannot load: the beginning of addresses */
  constructor(
    private readonly ca: string | undefined,
    private readonly unreachable?: string,
  ) {}

  async visit(address: URL, form?: URLSearchParams): Promise<VisitedPage> {
    let url = address;
    let body = form;
    for (let step = 0; step < MOST_STEPS; step++) {
      if (this.unreachable !== undefined && url.href.startsWith(this.unreachable)) return { url, text: '' };
      const response = await loopbackFetch(url, {
        method: body ? 'POST' : 'GET',
        headers: { accept: 'text/html', origin: url.origin, cookie: this.#cookieHeader(url) },
        body,
        ca: this.ca,
      });
      this.#keepCookies(url, response.headers.getSetCookie());
      if (response.status >= 400) throw new Error(`${url.origin}${url.pathname} answered ${response.status}`);
      const location = response.headers.get('location');
      if (location === null) return { url, text: await response.text() };
      url = new URL(location, url);
      body = undefined;
    }
    throw new Error('The redirects come to no end');
  }

  #cookieHeader(url: URL): string {
    return [...this.#cookies.values()]
      .filter(({ host, path }) => host === url.hostname && url.pathname.startsWith(path))
      .map(({ pair }) => pair)
      .join('; ');
  }

  #keepCookies(url: URL, headers: string[]): void {
    for (const header of headers) {
      const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice('path='.length) ?? '/';
      const [name = '', value = ''] = pair.split('=', 2);
      const key = `${url.hostname} ${path} ${name}`;
      if (value === '') this.#cookies.delete(key);
      else this.#cookies.set(key, { host: url.hostname, path, pair });
    }
  }
}
