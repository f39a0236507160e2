import { BACK, type Choice, type Dialogs } from '../../core/dialogs.js';
import type { ConnectApi } from '../api/connectApi.js';
import type { ConnectIntegration, IntegrationChanges } from '../api/integrations.js';
import type { Template, TemplateInput } from '../api/templates.js';
import { changedConfig, unanswered } from '../templates/config.js';
import { ownValue, type Values, visibleInputs } from '../templates/inputs.js';
import { askForInput } from './inputSteps.js';
import * as messages from './messages.js';

interface EditPorts {
  readonly dialogs: Dialogs;
  readonly api: ConnectApi;
}

type Field = 'name' | 'description' | TemplateInput;

/** Changes one field of an integration. Returns whether it has changed. Throws `CredentialError`. */
export async function editIntegration({ dialogs, api }: EditPorts, guid: string): Promise<boolean> {
  const [integration, templates] = await dialogs.during(messages.pickField(), (signal) =>
    Promise.all([api.integration(guid, signal), api.templates(signal)]),
  );
  const title = messages.editTitle(labelOf(integration));
  const template = templates.find(({ id }) => id === integration.template);
  for (;;) {
    const field = await dialogs.choose({
      ...{ title, prompt: messages.pickField() },
      choices: choicesFor(integration, template),
    });
    if (field === undefined || field === BACK) {
      return false;
    }
    const changes = await askForChanges(dialogs, integration, template, field, title);
    if (changes === undefined) {
      return false;
    }
    if (changes !== BACK) {
      return send({ dialogs, api }, integration, changes);
    }
  }
}

async function send({ dialogs, api }: EditPorts, integration: ConnectIntegration, changes: IntegrationChanges) {
  const isUnchanged = Object.keys(changes).length === 0 || Object.keys(changes.config ?? { any: 1 }).length === 0;
  if (isUnchanged) {
    void dialogs.tell(messages.nothingChanged());
    return false;
  }
  const label = changes.name ?? labelOf(integration);
  await dialogs.during(messages.editTitle(label), (signal) => api.changeIntegration(integration.guid, changes, signal));
  void dialogs.tell(messages.changed(label));
  return true;
}

function choicesFor(integration: ConnectIntegration, template: Template | undefined): readonly Choice<Field>[] {
  const { name = '', description = '', config } = integration;
  const inputs = template ? visibleInputs(template, config) : [];
  return [
    { label: messages.name(), description: name || messages.notSet(), value: 'name' },
    { label: messages.description(), description: description || messages.notSet(), value: 'description' },
    ...inputs.map((input) => ({ label: input.label, description: shownValue(input, config), value: input })),
  ];
}

function shownValue(input: TemplateInput, config: ConnectIntegration['config']): string {
  if (input.kind === 'text' && input.isSecret) {
    return messages.hidden();
  }
  const value = ownValue(config, input.name) ?? input.initial;
  if (input.kind === 'bool') {
    return value === true ? messages.yes() : messages.no();
  }
  return value === undefined || value === '' ? messages.notSet() : String(value);
}

async function askForChanges(
  dialogs: Dialogs,
  integration: ConnectIntegration,
  template: Template | undefined,
  field: Field,
  title: string,
): Promise<IntegrationChanges | typeof BACK | undefined> {
  const step = { title, canGoBack: true };
  if (field === 'name' || field === 'description') {
    const current = integration[field] ?? '';
    const isName = field === 'name';
    const text = await dialogs.text({
      ...{ ...step, value: current, prompt: isName ? messages.enterName() : messages.enterDescription() },
      problemOf: (typed) => (isName && typed === '' ? messages.nameMissing() : undefined),
    });
    return text === undefined || text === BACK ? text : text === current ? {} : { [field]: text };
  }
  const { config } = integration;
  const value = await askForInput(dialogs, field, ownValue(config, field.name), step);
  if (value === undefined || value === BACK) {
    return value;
  }
  let values: Values = { [field.name]: value };
  const turnsPkceOff = field.name === 'use_pkce' && value === false && ownValue(config, field.name) !== false;
  if (turnsPkceOff && !(await dialogs.confirm(messages.pkceQuestion(), messages.pkceIsOff(), messages.turnPkceOff()))) {
    return undefined;
  }
  if (template) {
    // What the change makes visible has to be answered, too.
    for (let [next] = unanswered(template, values, config); next; [next] = unanswered(template, values, config)) {
      const answer = await askForInput(dialogs, next, undefined, step);
      if (answer === undefined || answer === BACK) {
        return answer;
      }
      values = { ...values, [next.name]: answer };
    }
  }
  return { config: template ? changedConfig(template, config, values) : values };
}

function labelOf({ name, template, guid }: ConnectIntegration): string {
  return name ?? template ?? guid;
}
