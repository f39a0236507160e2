import { errorChain } from '../core/errors.js';
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
  /** Called with what shows the code again. */
  readonly onPage: (showAgain: ShowAgain) => void;
  /** Opens the page at once. */
  readonly opener: Browser | undefined;
}

type Ports = Pick<MethodPorts, 'dialogs' | 'browser' | 'log'>;

/** Shows the code, now and when the user asks for it again, and opens the page if the user wants that. */
export function showDeviceCode(code: ShownDeviceCode, request: DeviceCodeRequest, ports: Ports): void {
  // Not awaited: the user may enter the code on another device, and leave the question unanswered.
  const offerIn = (browser: Browser | undefined) => void offer(code, request, ports, browser);
  request.onPage((browser) => {
    offerIn(browser === ports.browser ? undefined : browser);
    return Promise.resolve();
  });
  offerIn(request.opener);
}

/** Never rejects: the code can be entered by hand. */
async function offer(
  code: ShownDeviceCode,
  { target }: DeviceCodeRequest,
  { dialogs, browser, log }: Ports,
  opener: Browser | undefined,
): Promise<void> {
  const open = messages.copyCodeAndOpen();
  const page = code.verificationUriComplete ?? code.verificationUri;
  try {
    await opener?.open(page);
    if ((await dialogs.tell(messages.enterCode(target, code), open)) === open) {
      await dialogs.copy(code.userCode, messages.codeCopied());
      await browser.open(page);
    }
  } catch (error) {
    log.warn(`sign-in: the page for the device code was not opened: ${errorChain(error)}`);
  }
}
