import type { Choice } from '../../core/dialogs.js';
import { listOf } from '../../core/lists.js';
import { oneLine } from '../../core/text.js';
import type { Endpoint } from '../../oauth/authorizationServer.js';
import { type Entry, isInvalid } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import {
  authModeOf,
  DEFAULT_REDIRECT_URI,
  type Draft,
  fieldsOf,
  isConfidential,
  nameOf,
  registersItself,
  scopesOf,
  type WizardStep,
} from './draft.js';
import { serviceAccount, viewer } from './clientMessages.js';
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
  readonly note?: string | undefined;
  /** The steps that ask for it again. */
  readonly steps?: readonly string[];
  /** Whether a new integration need not show it: it is usual, or not set. */
  readonly isUsual?: boolean;
}

/**
 * The last step: the answers, and whether to save them. Picking an answer asks for it again; picking a note of the provider
 * shows all of it.
 *
 * @param before the entry that is edited; `undefined` for a new one, of which only what is not usual is shown, and which can
 *   be signed in to at once
 */
export function summaryStep({ dialogs, settings }: WizardPorts, before: Entry | undefined): WizardStep {
  return {
    name: 'summary',
    isNeeded: () => true,
    ask: async (draft, step) => {
      const entry = parseDefinition(fieldsOf(draft));
      const facts = factsOf(draft, entry, before).filter(({ isUsual }) => before !== undefined || isUsual !== true);
      const notes = draft.provider?.notes ?? [];
      for (;;) {
        const chosen = await dialogs.choose<Draft | GoTo | string>({
          ...step,
          prompt: isInvalid(entry) ? entry.problem : messages.checkSummary(),
          choices: [
            ...(isInvalid(entry) ? [] : saveChoices(draft, before === undefined, presetNote(settings))),
            ...facts.map(choiceOf),
            ...notes.map((note) => ({ label: messages.note(), detail: note, value: note })),
          ],
        });
        if (typeof chosen !== 'string') {
          return chosen;
        }
        // A list shows one line of it. The user may read it while the list is open.
        void dialogs.tell(chosen);
      }
    },
  };
}

/** @param note what else is saved */
function saveChoices(draft: Draft, isNew: boolean, note: string | undefined): readonly Choice<Draft>[] {
  const usual = { isPicked: true, ...(note === undefined ? {} : { detail: note }) };
  const save = { label: messages.save(), value: { ...draft, signsIn: false } };
  return isNew
    ? [{ label: messages.saveAndSignIn(), value: { ...draft, signsIn: true }, ...usual }, save]
    : [{ ...save, ...usual }];
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
  const { notTaken, displayName, provider } = draft;
  const name = nameOf(draft);
  return [
    { label: messages.name(), value: name, steps: ['name'], isUsual: name === provider?.name },
    { label: messages.displayName(), value: displayName, steps: ['displayName'], isUsual: displayName === '' },
    ...serverFacts(draft),
    ...clientFacts(draft),
    scopesFact(draft),
    ...otherFacts(draft),
    ...(notTaken.length === 0 ? [] : [{ label: messages.notTaken(), value: listOf(notTaken) }]),
    ...idFacts(entry, before),
  ];
}

/** All steps about the server: those that are not needed for it are skipped. */
const SERVER_STEPS = ['issuer', 'discovery', 'authorizationUri', 'tokenUri', 'deviceAuthorizationUri', 'revocationUri'];

function serverFacts(draft: Draft): readonly Fact[] {
  const isByIssuer = draft.server === 'issuer';
  const issuer = { label: messages.issuer(), value: isByIssuer ? draft.issuer : '', steps: SERVER_STEPS };
  if (isByIssuer) {
    const note = otherHostsNote(draft);
    const endpoints = {
      label: messages.endpoints(),
      value: messages.readFromIssuer(),
      note,
      isUsual: note === undefined,
    };
    return [issuer, { ...endpoints, steps: ['discovery', 'endpoints'] }];
  }
  const { provider } = draft;
  const fact = (name: Endpoint, value: string, step: string): Fact => {
    // Those of a known provider are in its file. The token endpoint shows what the user has answered.
    const isKnown = provider && (name !== 'token_endpoint' || !provider.questions);
    return { label: endpoint(name), value, steps: [step], isUsual: isKnown === true || value === '' };
  };
  const isViewer = draft.authType === 'Viewer';
  return [
    { ...issuer, isUsual: true },
    fact('token_endpoint', draft.tokenUri, 'tokenUri'),
    ...(isViewer ? [fact('authorization_endpoint', draft.authorizationUri, 'authorizationUri')] : []),
    ...(isViewer
      ? [fact('device_authorization_endpoint', draft.deviceAuthorizationUri, 'deviceAuthorizationUri')]
      : []),
    fact('revocation_endpoint', draft.revocationUri, 'revocationUri'),
  ];
}

/** Which endpoints a user should check. The file of a known provider says which server it is. */
function otherHostsNote({ provider, discovery }: Draft): string | undefined {
  const origins = new Set(discovery?.crossOriginEndpoints.map(({ origin }) => origin));
  return provider || origins.size === 0 ? undefined : messages.otherHosts([...origins]);
}

function clientFacts(draft: Draft): readonly Fact[] {
  const isRegistered = registersItself(draft);
  const isViewer = draft.authType === 'Viewer';
  const clientId = isRegistered ? messages.registered() : draft.clientId;
  const secret = {
    label: messages.clientSecret(),
    value: draft.clientSecret ? messages.secretEntered() : messages.secretStored(),
    steps: ['clientSecret'],
  };
  const sending = {
    ...{ label: messages.sendsSecret(), value: sendingText(draft), steps: ['sendsSecret'] },
    isUsual: draft.sendsSecret === (draft.provider?.client.method ?? 'auto'),
  };
  return [
    { label: messages.identity(), value: (isViewer ? viewer() : serviceAccount()).label, steps: ['account'] },
    { label: messages.clientId(), value: clientId, steps: ['clientId'] },
    ...(isViewer && !isRegistered
      ? [
          {
            ...{ label: messages.mode(), value: authModeOf(draft), steps: ['mode', 'clientSecret', 'sendsSecret'] },
            isUsual: draft.provider !== undefined && draft.provider.client.secret !== 'optional',
          },
          {
            label: redirectUri(),
            value: draft.redirectUri || messages.anyPort(DEFAULT_REDIRECT_URI),
            steps: ['redirectUri'],
          },
        ]
      : []),
    ...(isConfidential(draft) ? [secret, sending] : []),
  ];
}

function sendingText({ sendsSecret }: Draft): string {
  return sendsSecret === 'auto' ? messages.asServerSays() : sendsSecret;
}

function scopesFact(draft: Draft): Fact {
  const steps = ['scopes', 'otherScopes'];
  return {
    label: messages.scopes(),
    value: scopesOf(draft).join(' '),
    // Those that a server offers are in its metadata, which may not have been read yet.
    steps: draft.provider ? steps : ['discovery', ...steps],
  };
}

function otherFacts(draft: Draft): readonly Fact[] {
  const isPkceOff = draft.others['use_pkce'] === false;
  const pkce = {
    ...{ label: 'PKCE', value: isPkceOff ? messages.off() : messages.on(), steps: ['use_pkce'], isUsual: !isPkceOff },
    ...(isPkceOff ? { note: otherMessages.withoutPkce() } : {}),
  };
  const hasCommas = draft.others['scope_separator'] === ',';
  return [
    {
      label: otherMessages.separator(),
      value: hasCommas ? otherMessages.comma() : otherMessages.space(),
      steps: ['scope_separator'],
      isUsual: !hasCommas,
    },
    ...(draft.authType === 'Viewer' ? [pkce] : []),
    ...OTHER_FIELDS.map((field) => {
      const value = otherText(draft, field);
      return { label: otherMessages.label(field), value, steps: [field], isUsual: value === '' };
    }),
  ];
}

function idFacts(entry: Entry, before: Entry | undefined): readonly Fact[] {
  if (entry.id === undefined) {
    return [];
  }
  const isOther = before?.id !== undefined && before.id !== entry.id;
  const note = isOther ? messages.idChanges(before.id) : undefined;
  return [{ label: messages.integrationId(), value: entry.id, note, isUsual: true }];
}
