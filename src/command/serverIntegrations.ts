import type { CreatedIntegration, ServerIntegration } from '../core/serverAccess.js';
import type { Backends } from './backends.js';
import * as messages from './integrationMessages.js';
import type { CreatedAnswer } from './serverResponses.js';
import { serverIntegrationTable } from './table.js';
import { ExitCode, type Terminal } from './terminal.js';

/** `credentials connect integrations`, in a terminal of an editor window. @param name of a server; `undefined`: the default */
export async function serverIntegrations(
  { window }: Backends,
  terminal: Terminal,
  name: string | undefined,
  output: string,
): Promise<ExitCode> {
  const answer = await window.serverIntegrations(name);
  return 'signInNeeded' in answer
    ? saySignIn(answer.signInNeeded, terminal)
    : writeServerIntegrations(answer.integrations, terminal, output);
}

/** `credentials connect integrations create`, there. @param body of the request to the server's API */
export async function createServerIntegration(
  { window }: Backends,
  terminal: Terminal,
  name: string | undefined,
  body: Readonly<Record<string, unknown>>,
  output: string,
): Promise<ExitCode> {
  const answer = await window.createServerIntegration(name, body);
  return 'signInNeeded' in answer
    ? saySignIn(answer.signInNeeded, terminal)
    : writeCreated(answer, body, terminal, output);
}

function saySignIn(sentence: string, terminal: Terminal): ExitCode {
  terminal.say(sentence);
  return ExitCode.notSignedIn;
}

export async function writeServerIntegrations(
  integrations: readonly ServerIntegration[],
  terminal: Terminal,
  output: string,
): Promise<ExitCode> {
  if (output === 'json') {
    terminal.writeJson(integrations.map(jsonOf));
  } else if (integrations.length > 0) {
    terminal.write(await serverIntegrationTable(integrations));
  } else {
    terminal.say(messages.noServerIntegrations());
  }
  return ExitCode.done;
}

/** @param body what was sent, for a warning about it */
export function writeCreated(
  { server, created }: CreatedAnswer,
  body: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  output: string,
): ExitCode {
  const { config } = body;
  if (typeof config === 'object' && config !== null && Reflect.get(config, 'use_pkce') === false) {
    terminal.say(messages.pkceIsOff());
  }
  if (output === 'json') {
    terminal.writeJson(createdJson(created));
  } else {
    terminal.write(messages.created(created, server));
  }
  return ExitCode.done;
}

function createdJson(created: CreatedIntegration): object {
  return { ...jsonOf(created), redirect_uri: created.redirectUri ?? null };
}

function jsonOf(integration: ServerIntegration): object {
  const { guid, name, label, description, template, authType, isSignedIn } = integration;
  return {
    ...{ id: guid, name: name ?? null, display_name: label, status: statusOf(isSignedIn) },
    ...{ template: template ?? null, auth_type: authType ?? null, description: description ?? null },
  };
}

function statusOf(isSignedIn: boolean | undefined): string {
  return isSignedIn === undefined ? 'no_sign_in' : isSignedIn ? 'signed_in' : 'not_signed_in';
}
