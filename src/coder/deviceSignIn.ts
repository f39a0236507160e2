import { t } from '@vscode/l10n';
import type { Dialogs } from '../core/dialogs.js';
import { CredentialError } from '../core/errors.js';
import { pause } from '../core/pause.js';
import type { Browser, Clock, Logger } from '../core/ports.js';
import { oneLine } from '../core/text.js';
import { assertOpenable } from '../core/url.js';
import { whileCodeIsShown } from '../signIn/deviceCodePage.js';
import type { ShowAgain } from '../signIn/methods/method.js';
import type { UserApi } from './api.js';
import { CoderError } from './coderError.js';
import { AUTHORIZATION_PENDING, type DeviceCode } from './userWire.js';

/** Milliseconds that `slow_down` adds to the interval (RFC 8628, section 3.5). */
const SLOW_DOWN = 5_000;

/** The longest pause between two polls while the server can't be reached, in milliseconds. */
const MAX_BACK_OFF = 60_000;

/** How long a code that a person has to enter may be, in characters. */
const MAX_CODE_LENGTH = 40;

export interface DeviceSignInPorts {
  readonly api: UserApi;
  readonly dialogs: Dialogs;
  readonly browser: Browser;
  readonly clock: Clock;
  readonly log: Logger;
  /** The URL of the deployment. */
  readonly url: () => string;
  /** Called with what opens the page for the code again. */
  readonly onPage: (showAgain: ShowAgain) => void;
}

/**
 * Signs in to a provider with a code that the user enters in any browser (RFC 8628): Coder is the client. Throws
 * `CredentialError`; `Cancelled` if the user cancels where the code is shown; or the signal's reason once it is aborted.
 */
export async function signInWithDevice(
  provider: { readonly id: string; readonly label: string },
  ports: DeviceSignInPorts,
  signal: AbortSignal,
): Promise<void> {
  const device = await ports.api.startDevice(provider.id, signal);
  const startedAt = ports.clock.now();
  assertShowable(device, ports.url());
  const target = { displayName: undefined, name: provider.label };
  const shown = { target, onPage: ports.onPage, opener: undefined };
  const expiresAt = startedAt + device.expiresIn * 1000;
  await whileCodeIsShown(device, shown, ports, (signal) => poll(device, provider, expiresAt, ports, signal), signal);
}

function assertShowable({ userCode, verificationUri }: DeviceCode, deployment: string): void {
  // The user copies what is shown.
  if (userCode.trim() === '' || oneLine(userCode, MAX_CODE_LENGTH) !== userCode) {
    throw new CredentialError(
      'protocol',
      t('Coder sent a device code that cannot be shown. Sign in with the browser instead.'),
    );
  }
  assertOpenable(verificationUri, deployment);
}

async function poll(
  { deviceCode, interval: seconds }: DeviceCode,
  { id, label }: { readonly id: string; readonly label: string },
  expiresAt: number,
  { api, clock }: DeviceSignInPorts,
  signal: AbortSignal,
): Promise<void> {
  let interval = Math.max(seconds, 1) * 1000;
  for (let delay = interval; ;) {
    await pause(clock, Math.min(delay, Math.max(0, expiresAt - clock.now())), signal);
    if (clock.now() >= expiresAt) {
      throw codeExpired(label);
    }
    try {
      await api.exchangeDevice(id, deviceCode, signal);
      return;
    } catch (error) {
      const code = error instanceof CoderError ? error.detail : undefined;
      const isDown = error instanceof CredentialError && error.failure === 'network';
      if (code === 'slow_down') {
        interval += SLOW_DOWN;
      } else if (code !== AUTHORIZATION_PENDING && !isDown) {
        throw refusalOf(code, label) ?? error;
      }
      delay = isDown ? Math.max(interval, Math.min(delay * 2, MAX_BACK_OFF)) : interval;
    }
  }
}

/** RFC 8628, section 3.5. */
function refusalOf(code: string | undefined, label: string): CredentialError | undefined {
  switch (code) {
    case 'expired_token':
      return codeExpired(label);
    case 'access_denied':
      return new CredentialError(
        'authorization',
        t('Access to {0} was not allowed. Sign in again to allow it.', oneLine(label)),
      );
    default:
      return undefined;
  }
}

function codeExpired(label: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('The code for {0} has expired. Sign in again for another one.', oneLine(label)),
  );
}
