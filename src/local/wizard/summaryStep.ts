import type { Choice } from '../../core/dialogs.js';
import { oneLine } from '../../core/text.js';
import { type Entry, isInvalid } from '../definition/definition.js';
import { parseDefinition } from '../definition/parser.js';
import { authModeOf, type Draft, fieldsOf, registersItself } from './draft.js';
import { presetNote } from './integrationList.js';
import * as messages from './messages.js';
import type { WizardPorts } from './ports.js';
import { endpoint } from './serverMessages.js';
import { GoTo, type WizardStep } from './runSteps.js';

/** Longest value, in characters, that is shown. */
const MAX_VALUE_LENGTH = 200;

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  /** The step in which it is entered, if there is one. */
  readonly step?: string;
}

/**
 * The last step: what has been entered, and whether to save it. What is picked can be entered again.
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
        choices: [...(isInvalid(entry) ? [] : [save]), ...factsOf(draft, entry, before).map(choiceOf)],
      });
    },
  };
}

function choiceOf({ label, value, note, step }: Fact): Choice<GoTo> {
  return {
    label,
    description: oneLine(value, MAX_VALUE_LENGTH),
    ...(note === undefined ? {} : { detail: note }),
    value: new GoTo(step ?? 'summary'),
  };
}

function factsOf(draft: Draft, entry: Entry, before: Entry | undefined): readonly Fact[] {
  return [
    { label: messages.name(), value: draft.name, step: 'name' },
    ...(draft.displayName === ''
      ? []
      : [{ label: messages.displayName(), value: draft.displayName, step: 'displayName' }]),
    ...serverFacts(draft),
    ...clientFacts(draft),
    {
      label: messages.scopes(),
      value: draft.scopes.length > 0 ? draft.scopes.join(' ') : messages.none(),
      step: 'scopes',
    },
    ...otherFacts(draft),
    ...idFacts(entry, before),
  ];
}

function serverFacts(draft: Draft): readonly Fact[] {
  if (draft.server === 'issuer') {
    return [{ label: messages.issuer(), value: draft.issuer, step: 'issuer' }];
  }
  const token = { label: endpoint('token_endpoint'), value: draft.tokenUri, step: 'tokenUri' };
  return draft.authType === 'Service Account'
    ? [token]
    : [{ label: endpoint('authorization_endpoint'), value: draft.authorizationUri, step: 'authorizationUri' }, token];
}

function clientFacts(draft: Draft): readonly Fact[] {
  return [
    { label: messages.account(), value: draft.authType, step: 'account' },
    registersItself(draft)
      ? { label: messages.client(), value: messages.registered(), step: 'registration' }
      : { label: messages.clientId(), value: draft.clientId, step: 'clientId' },
    ...(authModeOf(draft) === 'Confidential'
      ? [
          {
            label: messages.clientSecret(),
            value: draft.clientSecret ? messages.secretEntered() : messages.secretKept(),
            step: 'clientSecret',
          },
        ]
      : []),
  ];
}

/** What is not asked for, and what gets lost. */
function otherFacts({ others, notTaken }: Draft): readonly Fact[] {
  const { use_pkce: usePkce, ...shown } = others;
  return [
    ...(usePkce === false ? [{ label: 'PKCE', value: messages.off(), note: messages.pkceOff() }] : []),
    ...Object.entries(shown).map(([field, value]) => ({
      label: field,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    ...(notTaken.length === 0 ? [] : [{ label: messages.notTaken(), value: notTaken.join(', ') }]),
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
