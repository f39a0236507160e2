import type { Choice } from '../../core/dialogs.js';
import { oneLine } from '../../core/text.js';
import { type Entry, isInvalid } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import {
  canRegister,
  DEFAULT_REDIRECT_URI,
  type Draft,
  fieldsOf,
  isConfidential,
  registersItself,
  type WizardStep,
} from './draft.js';
import { presetNote } from './integrationList.js';
import * as messages from './messages.js';
import { OTHER_FIELDS, otherText } from './otherSteps.js';
import * as otherMessages from './otherMessages.js';
import type { WizardPorts } from './ports.js';
import { redirectUri } from './providerMessages.js';
import { endpoint } from './serverMessages.js';
import { GoTo } from '../../core/wizardSteps.js';

/** Longest value, in characters, that is shown. */
const MAX_VALUE_LENGTH = 200;

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  /** The steps that ask for it again. */
  readonly steps?: readonly string[];
}

/**
 * The last step: all answers, and whether to save them. Picking an answer asks for it again.
 *
 * @param before the entry that is edited; `undefined` for a new one
 */
export function summaryStep({ dialogs, settings }: WizardPorts, before: Entry | undefined): WizardStep {
  return {
    name: 'summary',
    isNeeded: () => true,
    ask: async (draft, step) => {
      const entry = parseDefinition(fieldsOf(draft));
      const note = presetNote(settings);
      const save: Choice<Draft> = {
        ...{ label: messages.save(), value: draft, isPicked: true },
        ...(note === undefined ? {} : { detail: note }),
      };
      return dialogs.choose<Draft | GoTo>({
        ...step,
        prompt: isInvalid(entry) ? entry.problem : messages.checkSummary(),
        choices: [
          ...(isInvalid(entry) ? [] : [save]),
          ...(draft.provider?.notes ?? []).map(noteChoice),
          ...factsOf(draft, entry, before).map(choiceOf),
        ],
      });
    },
  };
}

/** What is special about the provider. There is nothing to change. */
function noteChoice(note: string): Choice<GoTo> {
  return { label: messages.note(), detail: note, value: new GoTo([]) };
}

function choiceOf({ label, value, note, steps = [] }: Fact): Choice<GoTo> {
  return {
    label,
    description: value === '' ? messages.notSet() : oneLine(value, MAX_VALUE_LENGTH),
    ...(note === undefined ? {} : { detail: note }),
    value: new GoTo(steps),
  };
}

function factsOf(draft: Draft, entry: Entry, before: Entry | undefined): readonly Fact[] {
  const { notTaken } = draft;
  return [
    { label: messages.name(), value: draft.name, steps: ['name'] },
    { label: messages.displayName(), value: draft.displayName, steps: ['displayName'] },
    ...serverFacts(draft),
    ...clientFacts(draft),
    scopesFact(draft),
    ...otherFacts(draft),
    ...(notTaken.length === 0 ? [] : [{ label: messages.notTaken(), value: notTaken.join(', ') }]),
    ...idFacts(entry, before),
  ];
}

/** All steps about the server: those that are not needed for it are skipped. */
const SERVER_STEPS = ['server', 'issuer', 'discovery', 'endpoints', 'authorizationUri', 'tokenUri'];

function serverFacts(draft: Draft): readonly Fact[] {
  const isByIssuer = draft.server === 'issuer';
  const how = {
    label: messages.server(),
    value: isByIssuer ? messages.byIssuer() : messages.byEndpoints(),
    steps: [...SERVER_STEPS, 'deviceAuthorizationUri', 'revocationUri'],
  };
  if (isByIssuer) {
    return [how, { label: messages.issuer(), value: draft.issuer, steps: ['issuer', 'discovery', 'endpoints'] }];
  }
  const viewer = [
    { label: endpoint('authorization_endpoint'), value: draft.authorizationUri, steps: ['authorizationUri'] },
    {
      label: endpoint('device_authorization_endpoint'),
      value: draft.deviceAuthorizationUri,
      steps: ['deviceAuthorizationUri'],
    },
  ];
  return [
    how,
    { label: endpoint('token_endpoint'), value: draft.tokenUri, steps: ['tokenUri'] },
    ...(draft.authType === 'Viewer' ? viewer : []),
    { label: endpoint('revocation_endpoint'), value: draft.revocationUri, steps: ['revocationUri'] },
  ];
}

function clientFacts(draft: Draft): readonly Fact[] {
  const isRegistered = registersItself(draft);
  const isViewer = draft.authType === 'Viewer';
  const registration = {
    label: messages.client(),
    value: isRegistered ? messages.registered() : messages.notRegistered(),
    steps: ['registration', 'redirectUri', 'clientId', 'mode', 'clientSecret', 'sendsSecret'],
  };
  const secret = {
    label: messages.clientSecret(),
    value: draft.clientSecret ? messages.secretEntered() : messages.secretStored(),
    steps: ['clientSecret'],
  };
  return [
    { label: messages.account(), value: draft.authType, steps: ['account'] },
    ...(canRegister(draft) && !draft.provider ? [registration] : []),
    ...(isRegistered ? [] : [{ label: messages.clientId(), value: draft.clientId, steps: ['clientId'] }]),
    ...(isViewer && !isRegistered
      ? [
          { label: messages.mode(), value: draft.authMode, steps: ['mode', 'clientSecret', 'sendsSecret'] },
          {
            label: redirectUri(),
            value: draft.redirectUri || messages.anyPort(DEFAULT_REDIRECT_URI),
            steps: ['redirectUri'],
          },
        ]
      : []),
    ...(isConfidential(draft)
      ? [secret, { label: messages.sendsSecret(), value: sendingText(draft), steps: ['sendsSecret'] }]
      : []),
  ];
}

function sendingText({ sendsSecret }: Draft): string {
  return sendsSecret === 'auto' ? messages.asServerSays() : sendsSecret;
}

function scopesFact({ scopes, provider }: Draft): Fact {
  const steps = ['scopes', 'otherScopes'];
  return {
    label: messages.scopes(),
    value: scopes.join(' '),
    // Those that a server offers are in its metadata, which may not have been read yet.
    steps: provider ? steps : ['discovery', ...steps],
  };
}

function otherFacts(draft: Draft): readonly Fact[] {
  const isPkceOff = draft.others['use_pkce'] === false;
  const pkce = {
    ...{ label: 'PKCE', value: isPkceOff ? messages.off() : messages.on(), steps: ['use_pkce'] },
    ...(isPkceOff ? { note: otherMessages.withoutPkce() } : {}),
  };
  return [
    {
      label: otherMessages.separator(),
      value: draft.others['scope_separator'] === ',' ? otherMessages.comma() : otherMessages.space(),
      steps: ['scope_separator'],
    },
    ...(draft.authType === 'Viewer' ? [pkce] : []),
    ...OTHER_FIELDS.map((field) => ({
      label: otherMessages.label(field),
      value: otherText(draft, field),
      steps: [field],
    })),
  ];
}

function idFacts(entry: Entry, before: Entry | undefined): readonly Fact[] {
  if (entry.id === undefined) {
    return [];
  }
  const isOther = before?.id !== undefined && before.id !== entry.id;
  return [
    { label: messages.integrationId(), value: entry.id, ...(isOther ? { note: messages.idChanges(before.id) } : {}) },
  ];
}
