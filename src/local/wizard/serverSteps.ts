import type { Field } from '../definition/fields.js';
import { discoverySteps } from './discovery.js';
import type { Draft, WizardStep } from './draft.js';
import type { WizardPorts } from './ports.js';
import * as messages from './serverMessages.js';
import { problemOfNeeded, problemOfOptional, textStep } from './steps.js';

/** Whether the provider's file has the answer. */
export function isOfProvider({ provider }: Draft): boolean {
  return provider !== undefined;
}

/** The steps that ask for the authorization server. */
export function serverSteps(ports: WizardPorts): readonly WizardStep[] {
  const { dialogs } = ports;
  return [
    textStep(dialogs, {
      name: 'issuer',
      isNeeded: () => true,
      isPreset: isOfProvider,
      prompt: messages.enterIssuer,
      placeholder: 'https://login.example.org',
      value: ({ issuer }) => issuer,
      problemOf: (text) =>
        text.includes('/.well-known/')
          ? messages.issuerWithoutWellKnown()
          : problemOfOptional('issuer', text, messages.issuer()),
      take: (draft, issuer) => {
        const server = issuer === '' ? 'endpoints' : 'issuer';
        // A client secret must not get to another server.
        const isSame = issuer === draft.issuer;
        return { ...draft, server, issuer, ...(isSame ? {} : { discovery: undefined, clientSecret: undefined }) };
      },
    }),
    ...discoverySteps(ports),
  ];
}

interface EndpointQuestion {
  /** The step, and the member of the draft. */
  readonly name: 'authorizationUri' | 'tokenUri' | 'deviceAuthorizationUri' | 'revocationUri';
  readonly field: Field;
  readonly prompt: (draft: Draft) => string;
  readonly label: () => string;
  readonly placeholder: string;
  readonly isOptional: (draft: Draft) => boolean;
  readonly isForViewersOnly: boolean;
  /** Whether it is asked only if the user picks it in the summary, as long as it is optional. */
  readonly isRare?: boolean;
}

const ENDPOINTS: readonly EndpointQuestion[] = [
  {
    ...{ name: 'authorizationUri', field: 'authorization_uri', isOptional: () => true, isForViewersOnly: true },
    ...{ prompt: messages.enterAuthorizationUri, label: () => messages.endpoint('authorization_endpoint') },
    placeholder: 'https://login.example.org/authorize',
  },
  {
    ...{ name: 'tokenUri', field: 'token_uri', isOptional: () => false, isForViewersOnly: false },
    ...{ prompt: messages.enterTokenUri, label: () => messages.endpoint('token_endpoint') },
    placeholder: 'https://login.example.org/token',
  },
  {
    ...{ name: 'deviceAuthorizationUri', field: 'device_authorization_uri', isForViewersOnly: true },
    isRare: true,
    // Without a sign-in page, there must be another way to sign in.
    isOptional: ({ authorizationUri }) => authorizationUri !== '',
    prompt: ({ authorizationUri }) => messages.enterDeviceUri(authorizationUri === ''),
    label: () => messages.endpoint('device_authorization_endpoint'),
    placeholder: 'https://login.example.org/device',
  },
  {
    ...{ name: 'revocationUri', field: 'revocation_uri', isOptional: () => true, isForViewersOnly: false },
    ...{ prompt: messages.enterRevocationUri, label: () => messages.endpoint('revocation_endpoint') },
    placeholder: 'https://login.example.org/revoke',
    isRare: true,
  },
];

/** The steps that ask for the endpoints one by one. */
export function endpointSteps({ dialogs }: WizardPorts): readonly WizardStep[] {
  return ENDPOINTS.map(({ name, field, label, prompt, placeholder, isOptional, isForViewersOnly, isRare = false }) =>
    textStep(dialogs, {
      ...{ name, prompt, placeholder },
      isNeeded: ({ server, authType }) => server === 'endpoints' && (authType === 'Viewer' || !isForViewersOnly),
      isPreset: (draft) => isOfProvider(draft) || (isRare && isOptional(draft)),
      value: (draft) => draft[name],
      problemOf: (text, draft) => (isOptional(draft) ? problemOfOptional : problemOfNeeded)(field, text, label()),
      take: (draft, url) => ({ ...draft, [name]: url }),
    }),
  );
}
