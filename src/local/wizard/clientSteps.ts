import { Secret } from '../../core/secret.js';
import * as messages from './clientMessages.js';
import { canRegister, discoveryOf, type Draft, isConfidential, registersItself, type WizardStep } from './draft.js';
import type { WizardPorts } from './ports.js';
import { redirectStep } from './redirectStep.js';
import { isOfProvider } from './serverSteps.js';
import { choiceStep, problemOfNeeded, textStep } from './steps.js';

/** The step that asks which identity code uses. */
export function accountStep({ dialogs }: WizardPorts): WizardStep {
  return choiceStep<Draft['authType']>(dialogs, {
    name: 'account',
    isNeeded: () => true,
    isPreset: isOfProvider,
    prompt: messages.pickAccount,
    choices: () => [
      { ...messages.viewer(), value: 'Viewer' },
      { ...messages.serviceAccount(), value: 'Service Account' },
    ],
    value: ({ authType }) => authType,
    take: (draft, authType) => ({ ...draft, authType }),
  });
}

/**
 * The steps that ask for the client, and how it authenticates.
 *
 * @param hasStoredSecret whether the client secret that is stored can be used for a draft
 */
export function clientSteps(ports: WizardPorts, hasStoredSecret: (draft: Draft) => boolean): readonly WizardStep[] {
  const { dialogs } = ports;
  return [
    choiceStep<boolean>(dialogs, {
      name: 'registration',
      isNeeded: canRegister,
      isPreset: isOfProvider,
      prompt: messages.pickRegistration,
      choices: (draft) => [
        { ...messages.haveClientId(), value: false },
        { ...messages.register(discoveryOf(draft) !== undefined), value: true },
      ],
      value: ({ wantsRegistration }) => wantsRegistration,
      take: (draft, wantsRegistration) => ({ ...draft, wantsRegistration }),
    }),
    redirectStep(ports),
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
      isPreset: ({ provider }) => provider !== undefined && provider.client.secret !== 'optional',
      prompt: messages.pickMode,
      choices: () => [
        { ...messages.publicClient(), value: 'Public' },
        { ...messages.confidentialClient(), value: 'Confidential' },
      ],
      value: ({ authMode }) => authMode,
      take: (draft, authMode) => ({ ...draft, authMode }),
    }),
    clientSecretStep({ dialogs }, hasStoredSecret),
    sendingStep({ dialogs }),
  ];
}

function sendingStep({ dialogs }: Pick<WizardPorts, 'dialogs'>): WizardStep {
  return choiceStep<Draft['sendsSecret']>(dialogs, {
    name: 'sendsSecret',
    isNeeded: isConfidential,
    isPreset: isOfProvider,
    prompt: messages.pickSending,
    choices: (draft) =>
      (['auto', 'client_secret_basic', 'client_secret_post'] as const).map((value) => ({
        ...messages.sending(value, discoveryOf(draft)?.tokenEndpointAuthMethods?.includes(value)),
        value,
      })),
    value: ({ sendsSecret }) => sendsSecret,
    take: (draft, sendsSecret) => ({ ...draft, sendsSecret }),
  });
}

/**
 * The step that asks for the client secret, if the client has one. An empty answer keeps the secret that was entered
 * before, or that is stored.
 */
export function clientSecretStep(
  { dialogs }: Pick<WizardPorts, 'dialogs'>,
  hasStoredSecret: (draft: Draft) => boolean,
): WizardStep {
  const canStay = (draft: Draft) => draft.clientSecret !== undefined || hasStoredSecret(draft);
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

/** RFC 6749, appendix A.2: visible ASCII and spaces. */
function problemOfSecret(text: string): string | undefined {
  return /^[ -~]*$/.test(text) ? undefined : messages.secretNotAscii();
}
