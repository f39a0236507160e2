import { BACK, type Dialogs, type StepButton } from '../../core/dialogs.js';
import { Secret } from '../../core/secret.js';
import { GoTo, runSteps, type WizardStep } from '../../core/wizardSteps.js';
import type { ConnectApi } from '../api/connectApi.js';
import type { Template, TemplateInput } from '../api/templates.js';
import { isEmpty, newConfig } from '../templates/config.js';
import { effectiveValues, ownValue, prefilled, problemOf, type Values, visibleInputs } from '../templates/inputs.js';
import { askForInput } from './inputSteps.js';
import * as messages from './messages.js';
import { askForStart, configOf, type Prefill, type PrefillPorts } from './prefill.js';

export interface CreatePorts extends PrefillPorts {
  readonly api: ConnectApi;
  /** The redirect URIs to register at a provider: the server's, and Workbench's in a session. */
  readonly redirectUri: string;
  readonly workbenchRedirectUri: string | undefined;
}

interface Draft {
  readonly template: Template | undefined;
  readonly values: Values;
  readonly name: string;
  readonly description: string;
  /** The steps that the integration it starts with has answered. The user can change the answers at the end. */
  readonly preset: ReadonlySet<string>;
}

/** The option that decides whether people sign in. */
const AUTH_TYPE = 'auth_type';

/** The template of keys for Connect's own API. */
const CONNECT_TEMPLATE = 'connect';

/** Creates an integration step by step. Returns whether it was created. Throws `CredentialError`. */
export async function createIntegration(ports: CreatePorts): Promise<boolean> {
  const { dialogs, api, server } = ports;
  const templates = await dialogs.during(messages.pickTemplate(), (signal) => api.templates(signal));
  const start = await askForStart(ports);
  if (start === undefined || start === BACK) {
    return false;
  }
  const template = templates.find(({ id }) => id === start.template);
  if (!template && start.template !== '') {
    void dialogs.tell(messages.templateMissing(start.template));
  }
  const draft = await runSteps<Draft>(
    messages.createTitle(server),
    stepsFor(ports, templates),
    startingDraft(template, start),
  );
  if (!draft?.template) {
    return false;
  }
  const detail = summaryOf(draft.template, draft.values);
  if (!(await dialogs.confirm(messages.createQuestion(draft.name, server), detail, messages.create()))) {
    return false;
  }
  const { id } = draft.template;
  const body = {
    ...{ template: id, name: draft.name, config: newConfig(draft.template, draft.values) },
    ...(draft.description === '' ? {} : { description: draft.description }),
  };
  await dialogs.during(messages.createTitle(server), (signal) => api.createIntegration(body, signal));
  void dialogs.tell(messages.created(draft.name));
  return true;
}

function startingDraft(template: Template | undefined, { config, name = '', description = '' }: Prefill): Draft {
  if (!template) {
    return { template, values: {}, name, description, preset: new Set() };
  }
  const values = prefilled(template, configOf(config));
  const answered = template.inputs.filter((input) => isAnswered(input, template, values));
  const preset = new Set([
    ...['template', 'description', ...answered.map((input) => stepOf(template, input.name))],
    ...(name === '' ? [] : ['name']),
  ]);
  return { template, values, name, description, preset };
}

/** Whether there is a value that the server may accept, entered or by default. */
function isAnswered(input: TemplateInput, template: Template, values: Values): boolean {
  const value = ownValue(effectiveValues(template, values), input.name);
  return value !== undefined && !isEmpty(value) && problemOf(input, value) === undefined;
}

const stepOf = (template: Template, input: string): string => `${template.id}.${input}`;

function stepsFor(ports: CreatePorts, templates: readonly Template[]): readonly WizardStep<Draft>[] {
  const { dialogs } = ports;
  const inputSteps = (isMeant: (name: string) => boolean) =>
    templates.flatMap((template) =>
      template.inputs.filter(({ name }) => isMeant(name)).map(({ name }) => inputStep(dialogs, template, name)),
    );
  return [
    {
      name: 'template',
      isNeeded: () => true,
      isPreset: ({ preset }) => preset.has('template'),
      ask: async (draft, step) => {
        const template = await dialogs.choose({
          ...{ ...step, prompt: messages.pickTemplate() },
          choices: templates.map((value) => ({
            ...{ label: value.name, value, description: value.id },
            ...(value.description === undefined ? {} : { detail: value.description }),
          })),
        });
        return template === undefined || template === BACK ? template : { ...draft, template, values: {} };
      },
    },
    ...inputSteps((name) => name === AUTH_TYPE),
    redirectStep(ports),
    ...inputSteps((name) => name !== AUTH_TYPE),
    textStep(dialogs, 'name', messages.enterName(), (text) => (text === '' ? messages.nameMissing() : undefined)),
    textStep(dialogs, 'description', messages.enterDescription(), () => undefined),
    changesStep(dialogs),
  ];
}

/** Shows the redirect URI to register, before the values are asked for: the provider's page gives them. */
function redirectStep({ dialogs, redirectUri, workbenchRedirectUri }: CreatePorts): WizardStep<Draft> {
  const copy = (tooltip: string, uri: string): StepButton => ({
    ...{ icon: 'copy', tooltip },
    press: () => dialogs.copy(uri, messages.redirectUriCopied()),
  });
  return {
    name: 'redirectUri',
    isNeeded: ({ template, values }) => template !== undefined && takesRedirect(template, values),
    ask: async (draft, step) => {
      const answer = await dialogs.text({
        ...{ ...step, value: redirectUri },
        prompt: workbenchRedirectUri === undefined ? messages.registerRedirectUri() : messages.registerBothUris(),
        buttons: [
          copy(messages.copyRedirectUri(), redirectUri),
          ...(workbenchRedirectUri === undefined ? [] : [copy(messages.copyWorkbenchUri(), workbenchRedirectUri)]),
        ],
        problemOf: (text) => (text === redirectUri ? undefined : messages.redirectUriFixed()),
      });
      return answer === undefined || answer === BACK ? answer : draft;
    },
  };
}

/** Whether people may have to sign in at a provider: not for a service account, nor for keys of Connect itself. */
function takesRedirect(template: Template, values: Values): boolean {
  const authType = template.inputs.find(({ name }) => name === AUTH_TYPE);
  const entered = ownValue(values, AUTH_TYPE);
  if (entered !== undefined) {
    return entered === 'Viewer';
  }
  // Without a choice, the tokens are for viewers.
  return authType?.kind === 'select' ? authType.values.includes('Viewer') : template.id !== CONNECT_TEMPLATE;
}

function inputStep(dialogs: Dialogs, template: Template, name: string): WizardStep<Draft> {
  const find = (values: Values) => visibleInputs(template, values).find((each) => each.name === name);
  return {
    name: stepOf(template, name),
    isNeeded: (draft) => draft.template?.id === template.id && find(draft.values) !== undefined,
    isPreset: ({ preset }) => preset.has(stepOf(template, name)),
    isOpen: ({ values }) => {
      const input = find(values);
      return input !== undefined && !isAnswered(input, template, values);
    },
    ask: async (draft, step) => {
      const input = find(draft.values);
      if (!input) {
        return draft;
      }
      const value = await askForInput(dialogs, input, ownValue(draft.values, name), step);
      return value === undefined || value === BACK ? value : { ...draft, values: { ...draft.values, [name]: value } };
    },
  };
}

function textStep(
  dialogs: Dialogs,
  name: 'name' | 'description',
  prompt: string,
  problemOf: (text: string) => string | undefined,
): WizardStep<Draft> {
  return {
    name,
    isNeeded: () => true,
    isPreset: ({ preset }) => preset.has(name),
    ask: async (draft, step) => {
      const text = await dialogs.text({ ...step, prompt, value: draft[name], problemOf });
      return text === undefined || text === BACK ? text : { ...draft, [name]: text };
    },
  };
}

/** Lets the user change what has not been asked, because the integration it starts with has it. */
function changesStep(dialogs: Dialogs): WizardStep<Draft> {
  return {
    name: 'changes',
    isNeeded: ({ preset }) => preset.size > 0,
    ask: (draft, step) => {
      const { template, values, name, description } = draft;
      const inputs = template
        ? factsOf(template, values).map(({ input, shown }) => ({
            ...{ label: input.label, description: shown, value: new GoTo([stepOf(template, input.name)]) },
          }))
        : [];
      return dialogs.choose<Draft | GoTo>({
        ...{ ...step, prompt: messages.checkValues() },
        choices: [
          { label: messages.keepValues(), value: draft, isPicked: true },
          { label: messages.name(), description: name, value: new GoTo(['name']) },
          {
            label: messages.description(),
            description: description || messages.notSet(),
            value: new GoTo(['description']),
          },
          ...inputs,
        ],
      });
    },
  };
}

/** The visible inputs and their values. Secrets are not shown. */
function factsOf(template: Template, values: Values) {
  const effective = effectiveValues(template, values);
  return visibleInputs(template, values).map((input) => {
    const value = ownValue(effective, input.name);
    const shown = value instanceof Secret ? messages.hidden() : messages.shownValue(value);
    return { input, shown: shown === '' ? messages.notSet() : shown };
  });
}

/** What is going to be created, one line each. */
function summaryOf(template: Template, values: Values): string {
  const effective = effectiveValues(template, values);
  const lines = factsOf(template, values).map(({ input, shown }) => `${input.label}: ${shown}`);
  return [
    template.name,
    ...lines,
    ...(ownValue(effective, 'use_pkce') === false ? ['', messages.pkceIsOff()] : []),
  ].join('\n');
}
