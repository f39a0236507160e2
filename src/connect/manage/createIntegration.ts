import { BACK, type Dialogs, type StepButton } from '../../core/dialogs.js';
import { Secret } from '../../core/secret.js';
import { runSteps, type WizardStep } from '../../core/wizardSteps.js';
import type { ConnectApi } from '../api/connectApi.js';
import type { Template } from '../api/templates.js';
import { newConfig } from '../templates/config.js';
import { effectiveValues, ownValue, prefilled, type Values, visibleInputs } from '../templates/inputs.js';
import { askForInput } from './inputSteps.js';
import * as messages from './messages.js';
import { askForStart, configOf, type PrefillPorts } from './prefill.js';

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
    stepsFor(ports, templates, template !== undefined),
    {
      template,
      values: template ? prefilled(template, configOf(start.config)) : {},
      name: start.name ?? '',
      description: start.description ?? '',
    },
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

/** @param isTemplateGiven whether the user does not pick the template */
function stepsFor(
  ports: CreatePorts,
  templates: readonly Template[],
  isTemplateGiven: boolean,
): readonly WizardStep<Draft>[] {
  const { dialogs } = ports;
  const inputSteps = (isMeant: (name: string) => boolean) =>
    templates.flatMap((template) =>
      template.inputs.filter(({ name }) => isMeant(name)).map(({ name }) => inputStep(dialogs, template, name)),
    );
  return [
    {
      name: 'template',
      isNeeded: () => true,
      isPreset: () => isTemplateGiven,
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
    name: `${template.id}.${name}`,
    isNeeded: (draft) => draft.template?.id === template.id && find(draft.values) !== undefined,
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
    ask: async (draft, step) => {
      const text = await dialogs.text({ ...step, prompt, value: draft[name], problemOf });
      return text === undefined || text === BACK ? text : { ...draft, [name]: text };
    },
  };
}

/** What is going to be created, one line each. Secrets are not shown. */
function summaryOf(template: Template, values: Values): string {
  const effective = effectiveValues(template, values);
  const lines = visibleInputs(template, values).map(({ name, label }) => {
    const value = ownValue(effective, name);
    const shown = value instanceof Secret ? messages.hidden() : messages.shownValue(value);
    return `${label}: ${shown === '' ? messages.notSet() : shown}`;
  });
  return [
    template.name,
    ...lines,
    ...(ownValue(effective, 'use_pkce') === false ? ['', messages.pkceIsOff()] : []),
  ].join('\n');
}
