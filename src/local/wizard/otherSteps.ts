import { type Field, hostsIn, isRecord, problemOfField } from '../definition/fields.js';
import type { Draft, WizardStep } from './draft.js';
import * as messages from './otherMessages.js';
import type { WizardPorts } from './ports.js';
import { choiceStep, textStep } from './steps.js';

/** A field that few integrations need, as a text that can be edited. */
interface OtherField {
  readonly field: 'description' | 'audience' | 'resource' | 'authorization_parameters' | 'git_hosts';
  readonly prompt: () => string;
  readonly placeholder: string;
  readonly textOf: (value: unknown) => string;
  /** What a text that is not empty means. */
  readonly valueOf: (text: string) => unknown;
}

const asIs = { textOf: (value: unknown) => (typeof value === 'string' ? value : ''), valueOf: (text: string) => text };

const FIELDS: readonly OtherField[] = [
  { field: 'description', prompt: messages.enterDescription, placeholder: '', ...asIs },
  { field: 'audience', prompt: messages.enterAudience, placeholder: 'https://api.example.org', ...asIs },
  { field: 'resource', prompt: messages.enterResource, placeholder: 'https://api.example.org', ...asIs },
  {
    field: 'authorization_parameters',
    prompt: messages.enterParameters,
    placeholder: 'access_type=offline&prompt=consent',
    textOf: parametersText,
    valueOf: (text) => Object.fromEntries(new URLSearchParams(text)),
  },
  {
    field: 'git_hosts',
    prompt: messages.enterGitHosts,
    placeholder: 'git.example.org git.example.org:8443',
    textOf: (value) => hostsIn(value).join(' '),
    valueOf: (text) => text.split(/[\s,]+/).filter((host) => host !== ''),
  },
];

/** The steps for fields that few integrations need. They are asked only if the user picks them in the summary. */
export function otherSteps({ dialogs }: WizardPorts): readonly WizardStep[] {
  return [
    ...FIELDS.map(({ field, prompt, placeholder, textOf, valueOf }) =>
      textStep(dialogs, {
        name: field,
        isNeeded: () => true,
        isPreset: () => true,
        ...{ prompt, placeholder },
        value: ({ others }) => textOf(others[field]),
        problemOf: (text) => (text === '' ? undefined : problemOfField(field, valueOf(text), messages.label(field))),
        take: (draft, text) => withOther(draft, field, text === '' ? undefined : valueOf(text)),
      }),
    ),
    choiceStep<' ' | ','>(dialogs, {
      name: 'scope_separator',
      isNeeded: () => true,
      isPreset: () => true,
      prompt: messages.pickSeparator,
      choices: () => [
        { ...messages.withSpaces(), value: ' ' },
        { ...messages.withCommas(), value: ',' },
      ],
      value: ({ others }) => (others['scope_separator'] === ',' ? ',' : ' '),
      take: (draft, separator) => withOther(draft, 'scope_separator', separator === ',' ? ',' : undefined),
    }),
    choiceStep<boolean>(dialogs, {
      name: 'use_pkce',
      isNeeded: ({ authType }) => authType === 'Viewer',
      isPreset: () => true,
      prompt: messages.pickPkce,
      choices: () => [
        { ...messages.pkceOn(), value: true },
        { ...messages.pkceOff(), value: false },
      ],
      value: ({ others }) => others['use_pkce'] !== false,
      take: (draft, isOn) => withOther(draft, 'use_pkce', isOn ? undefined : false),
    }),
  ];
}

/** A field of those, as the summary shows it; empty if it is not set. */
export function otherText({ others }: Draft, field: OtherField['field']): string {
  return FIELDS.find((each) => each.field === field)?.textOf(others[field]) ?? '';
}

export const OTHER_FIELDS = FIELDS.map(({ field }) => field);

function withOther(draft: Draft, field: Field, value: unknown): Draft {
  const rest = Object.entries(draft.others).filter(([name]) => name !== field);
  return { ...draft, others: Object.fromEntries(value === undefined ? rest : [...rest, [field, value]]) };
}

function parametersText(value: unknown): string {
  const parameters = new URLSearchParams();
  for (const [name, each] of Object.entries(isRecord(value) ? value : {})) {
    parameters.append(name, String(each));
  }
  return parameters.toString();
}
