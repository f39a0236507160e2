import type { Browser } from '../core/ports.js';
import type { FollowUp } from '../core/source.js';
import { assertOpenable, unsafetyOf } from '../core/url.js';
import * as messages from './messages.js';
import type { Session } from './session.js';
import { serverUrlOf } from './sessionServer.js';

/** Opens a page from the server or from the setting. Throws `CredentialError` if it is not safe to open. */
export async function open(browser: Browser, url: string): Promise<void> {
  assertOpenable(url);
  await browser.open(url);
}

/** Fills in the setting's template. Throws `CredentialError` if the result is not a URL or not safe to open. */
export function fillIn(template: string, session: Session, guid: string): string {
  const url = template
    .replaceAll('{server}', () => serverUrlOf(session))
    .replaceAll('{guid}', () => encodeURIComponent(guid));
  if (!URL.canParse(url)) {
    throw messages.signInUrlInvalid();
  }
  const reason = unsafetyOf(url);
  if (reason !== undefined) {
    throw messages.signInUrlUnsafe(reason);
  }
  return url;
}

/** How to sign in by hand. Throws `CredentialError` if Workbench's home page is unknown or not safe to open. */
export function signInByHand(label: string, session: Session, browser: Browser): FollowUp {
  return byHand(messages.manualSignIn(label), session, browser);
}

/** How to sign out by hand. Throws like {@link signInByHand}. */
export function signOutByHand(label: string, session: Session, browser: Browser): FollowUp {
  return byHand(messages.manualSignOut(label), session, browser);
}

function byHand(instruction: string, session: Session, browser: Browser): FollowUp {
  const url = `${serverUrlOf(session)}/`;
  const reason = unsafetyOf(url);
  if (reason !== undefined) {
    throw messages.serverUrlUnsafe(reason);
  }
  return { instruction, page: { button: messages.openWorkbench(), open: () => browser.open(url) } };
}
