import { BACK, type Choice } from '../../core/dialogs.js';
import { SCOPE, scopesIn, problemOfField } from '../definition/fields.js';
import { discoveryOf, type Draft, scopesOf, type WizardStep } from './draft.js';
import type { WizardPorts } from './ports.js';
import * as messages from './messages.js';
import { textStep } from './steps.js';

/** How many scopes of a server are offered, and how long each may be, in characters. Others can be typed. */
const MAX_OFFERED = 500;
const MAX_LENGTH = 200;

/** The choice to enter other scopes in the next step. No scope is empty. */
const OTHER = '';

/** The steps that ask for the scopes: those that are offered can be picked, others can be entered. */
export function scopeSteps({ dialogs }: WizardPorts): readonly WizardStep[] {
  return [
    {
      name: 'scopes',
      isNeeded: (draft) => offered(draft).length > 0,
      ask: async (draft, step) => {
        const chosen = await dialogs.chooseSeveral({
          ...step,
          prompt: messages.pickScopes(),
          choices: [
            // First, since hundreds may follow.
            { ...messages.otherScopes(), value: OTHER, isPicked: draft.hasOtherScopes || typed(draft).length > 0 },
            ...offered(draft).map((each) => ({ ...each, isPicked: scopesOf(draft).includes(each.value) })),
          ],
        });
        return chosen === undefined || chosen === BACK ? chosen : withPicked(draft, chosen);
      },
    },
    textStep(dialogs, {
      name: 'otherScopes',
      isNeeded: (draft) => offered(draft).length === 0 || draft.hasOtherScopes,
      prompt: (draft) => (offered(draft).length > 0 ? messages.enterOtherScopes() : messages.enterScopes()),
      value: (draft) => typed(draft).join(' '),
      problemOf: (text) => problemOfField('scopes', text, messages.scopes()),
      take: (draft, text) => ({ ...draft, scopes: [...new Set([...picked(draft), ...scopesIn(text)])] }),
    }),
  ];
}

/** Without the choice of other scopes, those that were entered are left out. */
function withPicked(draft: Draft, chosen: readonly string[]): Draft {
  const hasOtherScopes = chosen.includes(OTHER);
  const scopes = chosen.filter((scope) => scope !== OTHER);
  return { ...draft, hasOtherScopes, scopes: [...scopes, ...(hasOtherScopes ? typed(draft) : [])] };
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
  return scopesOf(draft).filter(isOffered(draft));
}

function typed(draft: Draft): readonly string[] {
  const isKnown = isOffered(draft);
  return scopesOf(draft).filter((scope) => !isKnown(scope));
}
