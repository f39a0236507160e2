import assert from 'node:assert/strict';
import type { RunningProvider } from '../../sandbox/authorizationServer.js';
import { addressAfterForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { entry } from './localEntries.js';
import type { LocalWindow } from './localWindow.js';
import { redirectUriOf, signInsPerTest } from './signInSetup.js';

describe('LocalSource signs in by an address that the user pastes', () => {
  const { start, userOf } = signInsPerTest();
  interface Paste {
    readonly problems: (string | undefined)[];
    readonly placeholder: string | undefined;
  }

  /** A user who pastes what `pasted` makes of the address at which the browser ends. */
  async function paste(
    provider: RunningProvider,
    window: LocalWindow,
    pasted: (address: string) => string | undefined,
    tries: (address: string) => readonly string[] = () => [],
    decision: 'allow' | 'refuse' = 'allow',
  ): Promise<Paste> {
    const seen: Paste = { problems: [], placeholder: undefined };
    let arrive: (address: string) => void = () => undefined;
    const arrived = new Promise<string>((resolve) => (arrive = resolve));
    window.visit = async (url) => arrive(await addressAfterForms(url, { ...provider.account }, decision));
    window.dialogs.answerLater = async (step) => {
      const address = await arrived;
      seen.problems.push(...tries(address).map((text) => step.problemOf(text)));
      return pasted(address);
    };
    return Promise.resolve(seen);
  }

  const away = { reachesLoopback: false } as const;
  const withoutDeviceCode = { deviceFlow: false, registration: false } as const;

  for (const [what, pasted] of [
    ['the whole address', (address: string) => address],
    ['the part after the question mark', (address: string) => address.slice(address.indexOf('?') + 1)],
    ['the address with spaces and a fragment', (address: string) => ` ${address}#_=_\n`],
    ['the query with its mark', (address: string) => address.slice(address.indexOf('?'))],
  ] as const) {
    it(`which is ${what}`, async () => {
      const provider = await start(withoutDeviceCode);
      const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
      await paste(provider, window, pasted);
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.match(redirectUriOf(window), /^http:\/\/127\.0\.0\.1:\d{5}\/callback$/);
      assert.deepEqual(window.dialogs.asked, [
        'After you sign in, your browser shows a page that cannot be loaded: copy the whole address of that page, and paste it here. (hidden)',
      ]);
    });
  }

  it('where the client may not use device codes', async () => {
    const redirectUri = 'http://localhost:8020/';
    const provider = await start({ exactRedirectUris: [redirectUri], exactClientGetsDeviceCodes: false });
    const fields = { redirect_uri: redirectUri };
    const window = await userOf(provider, entry(provider, provider.clients.exact, fields)).open(away);
    await paste(provider, window, (address) => address);
    assert.equal(await window.signIn('reports'), 'signedIn');
    assert.equal(redirectUriOf(window), redirectUri);
    assert.ok(window.log.lines.some((line) => /a device code does not work: /.test(line)));
  });

  it('and says what is wrong with another text while it can be corrected', async () => {
    const provider = await start(withoutDeviceCode);
    const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
    const { problems } = await paste(
      provider,
      window,
      (address) => address,
      (address) => [
        '',
        'https://login.example.org/',
        address.slice(0, address.indexOf('code=')),
        address.replace(/state=[^&]*/, 'state=another'),
        address.replace(/&state=[^&]*/, ''),
        `${address}&state=another`,
        address,
      ],
    );
    assert.equal(await window.signIn('reports'), 'signedIn');
    const incomplete =
      'This is not the address of that page, which contains "code=" or "error=" after a question mark.';
    const another = 'This address belongs to another sign-in. Copy the address of the page that was opened last.';
    assert.deepEqual(problems, [incomplete, incomplete, incomplete, another, another, another, undefined]);
  });

  it('whose issuer is checked', async () => {
    const provider = await start(withoutDeviceCode);
    const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
    await paste(provider, window, (address) => address.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example.org'));
    assert.match(await window.failure(window.signIn('reports')), /the answer is from another server/);
  });

  it('that reports that the user refused', async () => {
    const provider = await start(withoutDeviceCode);
    const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
    await paste(provider, window, (address) => address, undefined, 'refuse');
    assert.match(await window.failure(window.signIn('reports')), /^Access was denied at /);
  });

  it('unless the box is closed', async () => {
    const provider = await start(withoutDeviceCode);
    const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
    await paste(provider, window, () => undefined);
    assert.equal(
      await window.failure(window.signIn('reports')),
      'You are not signed in to reports, because the address of the last page was not pasted. Sign in again to paste it.',
    );
  });

  it('and closes the box when the sign-in is cancelled', async () => {
    const provider = await start(withoutDeviceCode);
    const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
    let signal: AbortSignal | undefined;
    window.dialogs.answerLater = (step) => {
      ({ signal } = step);
      return new Promise(() => undefined);
    };
    const signIn = window.signIn('reports');
    await until('the page is open', () => window.opened.length === 1);
    window.signIns.cancel(window.row('reports'));
    assert.equal(await signIn, 'cancelled');
    await until('it is closed', () => signal?.aborted === true);
  });
});
