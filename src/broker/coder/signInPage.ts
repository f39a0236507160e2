import { asCredentialError } from '../../core/errors.js';
import type { Page } from '../page.js';
import type { ServedIntegrations } from '../servedIntegrations.js';
import type { BrokerSignIns } from '../signIns.js';
import * as messages from './messages.js';
import type { SignInLinks } from './signInLinks.js';

/** What a browser gets that opens a link: it is sent on to the provider, where the user signs in. Never rejects. */
export async function signInPage(
  path: string,
  links: SignInLinks,
  served: ServedIntegrations,
  signIns: BrokerSignIns,
): Promise<Page> {
  const id = links.use(path);
  if (id === undefined) {
    return { status: 410, title: messages.titles.notSignedIn(), text: messages.usedLink() };
  }
  const find = () => served.allKnown.find(({ integration }) => integration.id === id);
  const known = find();
  if (known?.integration.status.kind === 'authenticated') {
    // The program has just been told otherwise, and nothing is refreshed while the view is hidden.
    await served.refresh(known.source);
  }
  const found = find();
  if (!found) {
    return { status: 404, title: messages.titles.notSignedIn(), text: messages.gone() };
  }
  const { integration } = found;
  const { label, status } = integration;
  if (status.kind === 'authenticated') {
    return signedIn(label);
  }
  try {
    const { url, authenticated } = await signIns.start(integration, false);
    if (authenticated) {
      return signedIn(label);
    }
    return url === undefined
      ? { status: 200, title: messages.titles.continueInWindow(), text: messages.continueInWindow(label) }
      : redirect(url, label);
  } catch (error) {
    const { message } = asCredentialError(error, messages.seeLog());
    return { status: 500, title: messages.titles.notSignedIn(), text: message };
  }
}

function signedIn(label: string): Page {
  return { status: 200, title: messages.titles.signedIn(), text: messages.signedIn(label) };
}

function redirect(location: string, label: string): Page {
  const text = messages.redirected(label);
  return { status: 303, title: messages.titles.redirected(), text, headers: { location } };
}
