import { manualSignOut } from '../workbench/messages.js';
import { withInterrupt } from './interrupt.js';
import { signInOnRow, signOutOnRow } from './integrationMessages.js';
import * as messages from './messages.js';
import type { Backends } from './backends.js';
import { signInPage } from './signInPage.js';
import { ExitCode, type Terminal } from './terminal.js';
import { accessTo } from './tokens.js';
import { waitForSignIn } from './waiting.js';

/** `credentials sign-in`. If the user interrupts it, the sign-in is cancelled. @param wait seconds */
export async function signIn(backends: Backends, terminal: Terminal, asked: string, wait: number): Promise<ExitCode> {
  const { backend, integration } = await backends.find(asked, signInOnRow);
  const { label, guid } = integration;
  const { token, isListed } = await accessTo(backend, integration);
  if (token) {
    terminal.write(`${messages.signedInAlready(label)}\n`);
    return ExitCode.done;
  }
  const cancel = () => backend.cancelSignIn(guid);
  return withInterrupt(cancel, async () => {
    const page = await signInPage(backend, integration, true);
    if (page && !(await waitForSignIn(backend, terminal, integration, isListed, page))) {
      terminal.say(messages.notSignedInInTime(label, wait));
      return ExitCode.notSignedIn;
    }
    if (!page && isListed && !(await backend.token(guid))) {
      throw messages.noToken(label, guid);
    }
    terminal.write(`${messages.signedIn(label)}\n`);
    return ExitCode.done;
  });
}

/** `credentials sign-out`. */
export async function signOut(backends: Backends, terminal: Terminal, asked: string): Promise<ExitCode> {
  const { backend, integration } = await backends.find(asked, signOutOnRow);
  const { guid, label, status, actions } = integration;
  // An access token that is not valid any more can be removed, too.
  if (status.kind !== 'authenticated' && !actions.includes('signOut')) {
    terminal.write(`${messages.signedOutAlready(label)}\n`);
    return ExitCode.done;
  }
  const signedOut = await backend.signOut(guid);
  if (!signedOut) {
    throw messages.signOutByHand(manualSignOut(label), backend.homePage);
  }
  terminal.write(`${messages.signedOut(label, signedOut.detail)}\n`);
  return ExitCode.done;
}
