import { discoverySteps } from './discovery.js';
import type { WizardPorts } from './ports.js';
import * as messages from './serverMessages.js';
import { choiceStep, problemOfNeeded, textStep } from './steps.js';
import type { WizardStep } from './runSteps.js';

/** The steps that tell which authorization server it is. */
export function serverSteps(ports: WizardPorts): readonly WizardStep[] {
  const { dialogs } = ports;
  return [
    choiceStep<'issuer' | 'endpoints'>(dialogs, {
      name: 'server',
      isNeeded: () => true,
      prompt: messages.pickServer(),
      choices: () => [
        { ...messages.byIssuer(), value: 'issuer' },
        { ...messages.byEndpoints(), value: 'endpoints' },
      ],
      value: ({ server }) => server,
      take: (draft, server) => ({ ...draft, server }),
    }),
    textStep(dialogs, {
      name: 'issuer',
      isNeeded: ({ server }) => server === 'issuer',
      prompt: messages.enterIssuer,
      placeholder: 'https://login.example.org',
      value: ({ issuer }) => issuer,
      problemOf: (text) =>
        text.includes('/.well-known/')
          ? messages.issuerWithoutWellKnown()
          : problemOfNeeded('issuer', text, messages.issuer()),
      take: (draft, issuer) => ({
        ...draft,
        issuer,
        discovery: issuer === draft.issuer ? draft.discovery : undefined,
      }),
    }),
    ...discoverySteps(ports),
  ];
}

/** The steps that enter endpoints by hand. */
export function endpointSteps({ dialogs }: WizardPorts): readonly WizardStep[] {
  return [
    textStep(dialogs, {
      name: 'authorizationUri',
      isNeeded: ({ server, authType }) => server === 'endpoints' && authType === 'Viewer',
      prompt: messages.enterAuthorizationUri,
      placeholder: 'https://login.example.org/authorize',
      value: ({ authorizationUri }) => authorizationUri,
      problemOf: (text) => problemOfNeeded('authorization_uri', text, messages.endpoint('authorization_endpoint')),
      take: (draft, authorizationUri) => ({ ...draft, authorizationUri }),
    }),
    textStep(dialogs, {
      name: 'tokenUri',
      isNeeded: ({ server }) => server === 'endpoints',
      prompt: messages.enterTokenUri,
      placeholder: 'https://login.example.org/token',
      value: ({ tokenUri }) => tokenUri,
      problemOf: (text) => problemOfNeeded('token_uri', text, messages.endpoint('token_endpoint')),
      take: (draft, tokenUri) => ({ ...draft, tokenUri }),
    }),
  ];
}
