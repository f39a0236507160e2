import { Secret } from '../../core/secret.js';
import type { Definition } from '../definition/definition.js';
import * as messages from './clientMessages.js';
import {
  authModeOf,
  canRegister,
  discoveryOf,
  type Draft,
  isConfidential,
  registersItself,
  type WizardStep,
} from './draft.js';
import type { WizardPorts } from './ports.js';
import { hasRedirect, redirectButtons, redirectStep, redirectUriOf, withRedirectUri } from './redirectStep.js';
import { choiceStep, problemOfNeeded, problemOfOptional, textStep } from './steps.js';

/** The step that asks which identity code uses, if the user picks it in the summary. */
export function accountStep({ dialogs }: WizardPorts): WizardStep {
  return choiceStep<Draft['authType']>(dialogs, {
    name: 'account',
    isNeeded: () => true,
    isPreset: () => true,
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
    clientIdStep(ports),
    redirectStep(ports),
    choiceStep<Definition['authMode']>(dialogs, {
      name: 'mode',
      isNeeded: (draft) => draft.authType === 'Viewer' && !registersItself(draft),
      isPreset: () => true,
      prompt: messages.pickMode,
      choices: () => [
        { ...messages.publicClient(), value: 'Public' },
        { ...messages.confidentialClient(), value: 'Confidential' },
      ],
      value: authModeOf,
      take: (draft, authMode) => ({ ...draft, authMode }),
    }),
    clientSecretStep(ports, hasStoredSecret),
    sendingStep(ports),
  ];
}

/** The step that asks for the client ID, and shows the redirect URI to register. */
function clientIdStep(ports: WizardPorts): WizardStep {
  const redirectUri = (draft: Draft) => (hasRedirect(draft) ? redirectUriOf(ports, draft) : undefined);
  return textStep(ports.dialogs, {
    name: 'clientId',
    isNeeded: () => true,
    prompt: (draft) => messages.enterClientId(draft.provider, redirectUri(draft), isOptionalId(draft)),
    buttons: (draft) => {
      const uri = redirectUri(draft);
      return uri === undefined ? [] : redirectButtons(ports, draft, () => uri);
    },
    value: ({ clientId }) => clientId,
    problemOf: (text, draft) =>
      (isOptionalId(draft) ? problemOfOptional : problemOfNeeded)('client_id', text, messages.clientId()),
    take: (draft, clientId) => {
      const isMissing = clientId === '';
      const uri = isMissing ? undefined : redirectUri(draft);
      const answered = { ...draft, clientId, wantsRegistration: isMissing };
      return uri === undefined ? answered : withRedirectUri(answered, uri);
    },
  });
}

/** A known provider has given a client ID to the user, unless the settings say otherwise. */
function isOptionalId(draft: Draft): boolean {
  return canRegister(draft) && (!draft.provider || draft.wantsRegistration);
}

function sendingStep({ dialogs }: Pick<WizardPorts, 'dialogs'>): WizardStep {
  return choiceStep<Draft['sendsSecret']>(dialogs, {
    name: 'sendsSecret',
    isNeeded: isConfidential,
    isPreset: () => true,
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
 * The step that asks for the client secret, if the client has one or may have one. An empty answer keeps the secret that
 * was entered before, or that is stored.
 */
function clientSecretStep({ dialogs }: WizardPorts, hasStoredSecret: (draft: Draft) => boolean): WizardStep {
  const canStay = (draft: Draft) => draft.clientSecret !== undefined || hasStoredSecret(draft);
  return textStep(dialogs, {
    name: 'clientSecret',
    isNeeded: (draft) => isConfidential(draft) || mayBeConfidential(draft),
    prompt: (draft) => messages.enterSecret(canStay(draft), !isConfidential(draft)),
    isSecret: true,
    value: () => '',
    problemOf: (text, draft) =>
      text === '' && isConfidential(draft) && !canStay(draft) ? messages.secretMissing() : problemOfSecret(text),
    take: (draft, secret) => (secret === '' ? draft : { ...draft, clientSecret: new Secret(secret) }),
  });
}

/** Whether the user has not chosen the client type, and the server does not either. */
function mayBeConfidential(draft: Draft): boolean {
  const methods = new Set(discoveryOf(draft)?.tokenEndpointAuthMethods);
  const isPublicOnly = methods.size === 1 && methods.has('none');
  return draft.authMode === undefined && !registersItself(draft) && !isPublicOnly;
}

/** RFC 6749, appendix A.2: visible ASCII and spaces. */
function problemOfSecret(text: string): string | undefined {
  return /^[ -~]*$/.test(text) ? undefined : messages.secretNotAscii();
}
