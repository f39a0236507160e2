import { Secret } from '../../core/secret.js';
import * as messages from './clientMessages.js';
import { authModeOf, canRegister, type Draft, registersItself, toldBy } from './draft.js';
import type { WizardPorts } from './ports.js';
import { choiceStep, problemOfNeeded, textStep } from './steps.js';
import type { WizardStep } from './runSteps.js';

/** The step that tells as whom code acts. */
export function accountStep({ dialogs }: WizardPorts): WizardStep {
  return choiceStep<Draft['authType']>(dialogs, {
    name: 'account',
    isNeeded: () => true,
    prompt: messages.pickAccount(),
    choices: () => [
      { ...messages.viewer(), value: 'Viewer' },
      { ...messages.serviceAccount(), value: 'Service Account' },
    ],
    value: ({ authType }) => authType,
    take: (draft, authType) => ({ ...draft, authType }),
  });
}

/**
 * The steps that tell which client it is, and how it shows that.
 *
 * @param keepsSecret whether a client secret is kept that can stay
 */
export function clientSteps({ dialogs }: WizardPorts, keepsSecret: (draft: Draft) => boolean): readonly WizardStep[] {
  return [
    choiceStep<boolean>(dialogs, {
      name: 'registration',
      isNeeded: canRegister,
      prompt: messages.pickRegistration(),
      choices: (draft) => [
        { ...messages.haveClientId(), value: false },
        { ...messages.register(toldBy(draft) !== undefined), value: true },
      ],
      value: ({ wantsRegistration }) => wantsRegistration,
      take: (draft, wantsRegistration) => ({ ...draft, wantsRegistration }),
    }),
    textStep(dialogs, {
      name: 'clientId',
      isNeeded: (draft) => !registersItself(draft),
      prompt: messages.enterClientId,
      value: ({ clientId }) => clientId,
      problemOf: (text) => problemOfNeeded('client_id', text, messages.clientId()),
      take: (draft, clientId) => ({ ...draft, clientId }),
    }),
    choiceStep<Draft['authMode']>(dialogs, {
      name: 'mode',
      isNeeded: (draft) => draft.authType === 'Viewer' && !registersItself(draft),
      prompt: messages.pickMode(),
      choices: () => [
        { ...messages.publicClient(), value: 'Public' },
        { ...messages.confidentialClient(), value: 'Confidential' },
      ],
      value: ({ authMode }) => authMode,
      take: (draft, authMode) => ({ ...draft, authMode }),
    }),
    clientSecretStep({ dialogs }, keepsSecret),
    choiceStep<Draft['sendsSecret']>(dialogs, {
      name: 'sendsSecret',
      isNeeded: isConfidential,
      prompt: messages.pickSending(),
      choices: (draft) =>
        (['client_secret_basic', 'client_secret_post'] as const).map((value) => ({
          ...messages.sending(value, toldBy(draft)?.tokenEndpointAuthMethods?.includes(value)),
          value,
        })),
      value: ({ sendsSecret }) => sendsSecret,
      take: (draft, sendsSecret) => ({ ...draft, sendsSecret }),
    }),
  ];
}

/**
 * The step that asks for the client secret, if there is to be one. What has been entered or kept stays if nothing is.
 */
export function clientSecretStep(
  { dialogs }: Pick<WizardPorts, 'dialogs'>,
  keepsSecret: (draft: Draft) => boolean,
): WizardStep {
  const canStay = (draft: Draft) => draft.clientSecret !== undefined || keepsSecret(draft);
  return textStep(dialogs, {
    name: 'clientSecret',
    isNeeded: isConfidential,
    prompt: (draft) => messages.enterSecret(canStay(draft)),
    isSecret: true,
    value: () => '',
    problemOf: (text, draft) => (text === '' && !canStay(draft) ? messages.secretMissing() : problemOfSecret(text)),
    take: (draft, secret) => (secret === '' ? draft : { ...draft, clientSecret: new Secret(secret) }),
  });
}

function isConfidential(draft: Draft): boolean {
  return authModeOf(draft) === 'Confidential';
}

/** RFC 6749, appendix A.2: visible ASCII and spaces. */
function problemOfSecret(text: string): string | undefined {
  return /^[ -~]*$/.test(text) ? undefined : messages.secretNotAscii();
}
