import { BACK, type Choice, type Step } from '../../core/dialogs.js';
import { asCredentialError, type CredentialError, errorChain } from '../../core/errors.js';
import { firstSentence, oneLine } from '../../core/text.js';
import { ENDPOINTS } from '../../oauth/authorizationServer.js';
import type { Draft, Outcome, WizardStep } from './draft.js';
import type { Discovery, WizardPorts } from './ports.js';
import * as messages from './serverMessages.js';

/** Longest URL, in characters, that is shown. */
const MAX_URL_LENGTH = 2_000;

/** The steps that read the metadata of an issuer, and show its endpoints if the user picks them in the summary. */
export function discoverySteps(ports: WizardPorts): readonly WizardStep[] {
  return [
    {
      name: 'discovery',
      isNeeded: ({ server, discovery }) => server === 'issuer' && discovery === undefined,
      ask: (draft, step) => askServer(ports, draft, step),
    },
    {
      name: 'endpoints',
      isNeeded: ({ server, discovery }) => server === 'issuer' && discovery !== undefined,
      isPreset: () => true,
      ask: (draft, step) => showEndpoints(ports, draft, step),
    },
  ];
}

/**
 * Reads the metadata of an issuer, with a progress notification; `undefined` when the user cancels it.
 * Throws `CredentialError`.
 */
export async function discovered(
  { dialogs, discover }: Pick<WizardPorts, 'dialogs' | 'discover'>,
  issuer: string,
): Promise<Discovery | undefined> {
  let isCancelled = () => false;
  try {
    return await dialogs.during(messages.reading(issuer), (signal) => {
      isCancelled = () => signal.aborted;
      return discover({ issuer }, signal);
    });
  } catch (error) {
    if (isCancelled()) {
      return undefined;
    }
    throw asCredentialError(error, messages.notRead(issuer));
  }
}

async function askServer(ports: WizardPorts, draft: Draft, step: Step): Promise<Outcome> {
  for (;;) {
    try {
      const discovery = await discovered(ports, draft.issuer);
      return discovery ? { ...draft, discovery } : BACK;
    } catch (error) {
      ports.log.warn(`local: the endpoints of ${oneLine(draft.issuer)} could not be read: ${errorChain(error)}`);
      const failure = asCredentialError(error, messages.notRead(draft.issuer));
      const way = await askWay(ports, step, failure, draft.provider !== undefined);
      if (way !== 'again') {
        return way === 'byHand' ? { ...draft, server: 'endpoints' } : way === 'without' ? draft : way;
      }
    }
  }
}

/** How to continue if the metadata of an issuer can't be read. */
function askWay({ dialogs }: WizardPorts, step: Step, { message }: CredentialError, isKnownProvider: boolean) {
  // A list has one line for its prompt: there is no room for the next step.
  const [what, nextStep] = firstSentence(message);
  return dialogs.choose<'again' | 'byHand' | 'without' | typeof BACK>({
    ...step,
    prompt: what,
    choices: [
      { ...messages.tryAgain(), ...(nextStep === undefined ? {} : { detail: nextStep }), value: 'again' },
      ...(step.canGoBack ? [{ ...messages.goBack(), value: BACK } as const] : []),
      ...(isKnownProvider ? [] : [{ ...messages.byHand(), value: 'byHand' } as const]),
      { ...messages.without(), value: 'without' },
    ],
  });
}

/** Shows the endpoints until the user continues. Picking one copies it, so that it can be checked elsewhere. */
async function showEndpoints({ dialogs }: WizardPorts, draft: Draft, step: Step): Promise<Outcome> {
  for (;;) {
    const choice = await dialogs.choose<string | true>({
      ...step,
      prompt: messages.checkEndpoints(),
      choices: [{ ...messages.useEndpoints(), value: true, isPicked: true }, ...endpointChoices(draft)],
    });
    if (typeof choice !== 'string') {
      return choice === true ? draft : choice;
    }
    await dialogs.copy(choice, messages.endpointCopied());
  }
}

function endpointChoices({ discovery }: Draft): readonly Choice<string>[] {
  return ENDPOINTS.flatMap((endpoint) => {
    const url = discovery?.endpoints[endpoint];
    const isForeign = discovery?.crossOriginEndpoints.some((each) => each.endpoint === endpoint);
    return url === undefined
      ? []
      : {
          label: messages.endpoint(endpoint),
          ...(isForeign ? { description: messages.otherOrigin() } : {}),
          detail: oneLine(url, MAX_URL_LENGTH),
          value: url,
        };
  });
}
