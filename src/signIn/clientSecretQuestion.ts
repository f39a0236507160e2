import { abortable } from '../core/abort.js';
import { BACK, type Dialogs } from '../core/dialogs.js';
import { Secret } from '../core/secret.js';
import type { SignInTarget } from './target.js';
import * as messages from './messages.js';

/** RFC 6749, appendix A.2: visible ASCII and spaces. */
const SECRET = /^[\x20-\x7e]+$/;

/**
 * Asks for the client secret of an integration that somebody else has defined, or that was defined on another machine.
 * Throws `CredentialError` when the user gives up; the signal's reason once it is aborted.
 */
export async function askForClientSecret(dialogs: Dialogs, target: SignInTarget, signal: AbortSignal): Promise<Secret> {
  const given = await abortable(signal, () =>
    dialogs.text({
      title: messages.clientSecretTitle(target),
      prompt: messages.enterClientSecret(),
      isSecret: true,
      problemOf: (text) => (SECRET.test(text) ? undefined : messages.clientSecretWrong()),
    }),
  );
  if (given === undefined || given === BACK) {
    throw messages.clientSecretNotGiven(target);
  }
  return new Secret(given);
}
