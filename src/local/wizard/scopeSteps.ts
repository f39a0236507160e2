import { BACK } from '../../core/dialogs.js';
import { SCOPE, scopesIn, problemOfField } from '../definition/fields.js';
import { type Draft, toldBy } from './draft.js';
import type { WizardPorts } from './ports.js';
import * as messages from './messages.js';
import { textStep } from './steps.js';
import type { WizardStep } from './runSteps.js';

/** How many scopes a server can offer, and how many characters each may have. The others can be typed. */
const MAX_OFFERED = 500;
const MAX_LENGTH = 200;

/** The steps that tell the scopes: those that the server offers, to be picked, and others, to be typed. */
export function scopeSteps({ dialogs }: WizardPorts): readonly WizardStep[] {
  return [
    {
      name: 'scopes',
      isNeeded: (draft) => offered(draft).length > 0,
      ask: async (draft, step) => {
        const picked = await dialogs.chooseSeveral({
          ...step,
          prompt: messages.pickScopes(),
          choices: offered(draft).map((scope) => ({
            label: scope,
            value: scope,
            isPicked: draft.scopes.includes(scope),
            ...(scope === 'offline_access' ? { detail: messages.offlineAccess() } : {}),
          })),
        });
        return picked === undefined || picked === BACK ? picked : { ...draft, scopes: [...picked, ...typed(draft)] };
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

/** The scopes that a server offers, and that can be scopes. */
function offered(draft: Draft): readonly string[] {
  const scopes = toldBy(draft)?.scopes ?? [];
  const fitting = scopes.filter((scope) => scope.length <= MAX_LENGTH && SCOPE.test(scope));
  return [...new Set(fitting)].slice(0, MAX_OFFERED);
}

function picked(draft: Draft): readonly string[] {
  const offers = offered(draft);
  return draft.scopes.filter((scope) => offers.includes(scope));
}

function typed(draft: Draft): readonly string[] {
  const offers = offered(draft);
  return draft.scopes.filter((scope) => !offers.includes(scope));
}
