import { BACK, type Choice } from '../../core/dialogs.js';
import { SCOPE, scopesIn, problemOfField } from '../definition/fields.js';
import { discoveryOf, type Draft, type WizardStep } from './draft.js';
import type { WizardPorts } from './ports.js';
import * as messages from './messages.js';
import { textStep } from './steps.js';

/** How many scopes of a server are offered, and how long each may be, in characters. Others can be typed. */
const MAX_OFFERED = 500;
const MAX_LENGTH = 200;

/** The steps that ask for the scopes: those that are offered can be picked, others can be typed. */
export function scopeSteps({ dialogs }: WizardPorts): readonly WizardStep[] {
  return [
    {
      name: 'scopes',
      isNeeded: (draft) => offered(draft).length > 0,
      ask: async (draft, step) => {
        const chosen = await dialogs.chooseSeveral({
          ...step,
          prompt: messages.pickScopes(),
          choices: offered(draft).map((each) => ({ ...each, isPicked: draft.scopes.includes(each.value) })),
        });
        return chosen === undefined || chosen === BACK ? chosen : { ...draft, scopes: [...chosen, ...typed(draft)] };
      },
    },
    textStep(dialogs, {
      name: 'otherScopes',
      isNeeded: () => true,
      prompt: (draft) => (offered(draft).length > 0 ? messages.enterOtherScopes() : messages.enterScopes()),
      value: (draft) => typed(draft).join(' '),
      problemOf: (text) => problemOfField('scopes', text, messages.scopes()),
      take: (draft, text) => ({ ...draft, scopes: [...new Set([...picked(draft), ...scopesIn(text)])] }),
    }),
  ];
}

/** The scopes of a known provider with their explanations; else those that the server publishes. */
function offered(draft: Draft): readonly Choice<string>[] {
  if (draft.provider) {
    return draft.provider.scopes.choices.map(({ scope, detail }) => ({ label: scope, value: scope, detail }));
  }
  const scopes = discoveryOf(draft)?.scopes ?? [];
  const fitting = scopes.filter((scope) => scope.length <= MAX_LENGTH && SCOPE.test(scope));
  return [...new Set(fitting)].slice(0, MAX_OFFERED).map((scope) => ({
    label: scope,
    value: scope,
    ...(scope === 'offline_access' ? { detail: messages.offlineAccess() } : {}),
  }));
}

function isOffered(draft: Draft): (scope: string) => boolean {
  const offers = new Set(offered(draft).map(({ value }) => value));
  return (scope) => offers.has(scope);
}

function picked(draft: Draft): readonly string[] {
  return draft.scopes.filter(isOffered(draft));
}

function typed(draft: Draft): readonly string[] {
  const isKnown = isOffered(draft);
  return draft.scopes.filter((scope) => !isKnown(scope));
}
