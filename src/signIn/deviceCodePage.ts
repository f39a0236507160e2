import { Cancelled, errorChain } from '../core/errors.js';
import type { Browser } from '../core/ports.js';
import * as messages from './messages.js';
import type { MethodPorts, ShowAgain } from './methods/method.js';

/** A code that the user enters on a page, and the page. Both are safe to show and to open. */
export interface ShownDeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
  /** The page with the code in its address. */
  readonly verificationUriComplete?: string | undefined;
}

export interface DeviceCodeRequest {
  /** What the user signs in to. */
  readonly target: Parameters<typeof messages.enterCode>[0];
  /** Called with what opens the page again. */
  readonly onPage: (showAgain: ShowAgain) => void;
  /** Opens the page at once. */
  readonly opener: Browser | undefined;
}

type Ports = Pick<MethodPorts, 'dialogs' | 'browser' | 'log'>;

/**
 * Shows the code while `work` waits until the user has entered it, and opens the page if the user wants that. Returns or throws
 * what `work` does; throws `Cancelled` if the user cancels where the code is shown.
 */
export function whileCodeIsShown<T>(
  code: ShownDeviceCode,
  { target, onPage, opener }: DeviceCodeRequest,
  { dialogs, browser, log }: Ports,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const open = async (chosen: Browser) => {
    if (chosen === browser) {
      await dialogs.copy(code.userCode, messages.codeCopied());
    }
    await chosen.open(code.verificationUriComplete ?? code.verificationUri);
  };
  // The code can be entered by hand.
  const tryToOpen = (chosen: Browser) =>
    open(chosen).catch((error: unknown) =>
      log.warn(`sign-in: the page for the device code was not opened: ${errorChain(error)}`),
    );
  onPage(open);
  if (opener) {
    void tryToOpen(opener);
  }
  const workUntilCancelled = async (cancelled: AbortSignal) => {
    try {
      return await work(AbortSignal.any([signal, cancelled]));
    } catch (error) {
      throw cancelled.aborted ? new Cancelled() : error;
    }
  };
  return dialogs.during(messages.enterCode(target, code), workUntilCancelled, {
    title: messages.copyCodeAndOpen(),
    follow: () => tryToOpen(browser),
  });
}
