import type { Sandbox } from '../sandbox/sandbox.js';
import { oneProvider, wireIntegration } from '../unit/workbench/wireIntegration.js';
import { HOSTILE_TEXTS } from './hostileTexts.js';

/** A Workbench whose every text is hostile. */
export class HostileServer {
  /** Whether the user is signed in to all integrations. */
  signedIn = false;
  /** What it says instead of the list. */
  listRefusal: string | undefined;
  /** What it answers to all else. */
  answer: object = {};
  /** How many calls have been answered by {@link answer}. */
  answered = 0;

  constructor(sandbox: Pick<Sandbox, 'intercept'>) {
    sandbox.intercept((request, response, method) => {
      // A connection that is closed before a long request has been read loses the answer.
      request.resume().once('end', () => {
        const list = this.listRefusal === undefined ? this.#list() : { error: this.listRefusal };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(method === 'oauth_integrations' ? list : this.#nextAnswer()));
      });
      return true;
    });
  }

  #nextAnswer(): object {
    this.answered += 1;
    return this.answer;
  }

  /** For each text an integration in all whose fields it stands, one that has it as GUID, and one that has it as its error. */
  #list(): object {
    const authenticated = this.signedIn;
    return oneProvider(
      ...HOSTILE_TEXTS.map(({ text }, at) => wireIntegration({ ...fields(text), uid: guid(at), authenticated })),
      wireIntegration({ uid: guid(50), display_name: 'Twin', authenticated }),
      ...HOSTILE_TEXTS.map(({ name, text }) =>
        wireIntegration({ uid: text, display_name: `ID ${name}`, authenticated }),
      ),
      ...HOSTILE_TEXTS.map(({ name, text }, at) =>
        wireIntegration({ uid: guid(100 + at), display_name: `Error ${name}`, config_error: text }),
      ),
      wireIntegration({ uid: guid(50), display_name: 'Other twin', authenticated }),
    );
  }
}

/** The GUID of the integration with the text at this place. */
export function guid(at: number): string {
  return `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
}

function fields(text: string): Record<string, unknown> {
  return {
    name: text,
    display_name: text,
    type: text,
    issuer: text,
    client_id: text,
    scopes: [text, 'read'],
    auth_url: text,
    token_url: text,
  };
}
