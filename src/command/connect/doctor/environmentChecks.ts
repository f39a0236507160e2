import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isLoopback } from '../../../core/address.js';
import { programPath } from '../../../core/programPath.js';
import type { Environment } from '../../../core/ports.js';
import { isExcepted, networkSettings } from '../../../http/networkSettings.js';
import { NO_SETTINGS } from '../../noSettings.js';
import { notFound } from '../../runCommandMessages.js';
import { check, type Check } from './check.js';
import * as messages from './messages.js';

/** The variables by which libraries find Posit Connect: connectcreds needs all but the last one, which posit-sdk needs. */
const NEEDED = ['CONNECT_SERVER', 'CONNECT_API_KEY', 'CONNECT_CONTENT_GUID'];
const PRODUCTS = ['RSTUDIO_PRODUCT', 'POSIT_PRODUCT'];

/** Largest start-up file of R, in bytes, that is looked at. */
const MAX_R_FILE_SIZE = 64 * 1024;

/** What is examined. */
export interface Examined {
  /** The environment of the content. */
  readonly environment: Environment;
  /** The command that would run the content, with its arguments; empty if the environment alone is examined. */
  readonly command: readonly string[];
  /** Whether this is a terminal of an editor window. */
  readonly isInWindow: boolean;
  /** The URL at which that window answers content; `undefined` if it does not. */
  readonly window: string | undefined;
}

/** Whether the editor window answers this content, and not a real Posit Connect. */
export function isAnsweredByWindow({ environment, window }: Examined): boolean {
  return window !== undefined && environment['CONNECT_SERVER'] === window;
}

/** Whether the program exists. */
export function commandCheck({ command: [program = ''], environment }: Examined): Check {
  return programPath(program, environment) === undefined
    ? check('command', 'problem', notFound(program))
    : check('command', 'ok', messages.commandFound(program));
}

/** Whether code in this environment finds the Posit Connect that is meant. */
export function variablesCheck(examined: Examined): Check {
  const { environment, isInWindow, window } = examined;
  const server = environment['CONNECT_SERVER'] ?? '';
  const wrong = [
    ...PRODUCTS.filter((name) => environment[name] !== 'CONNECT').map(messages.notConnect),
    ...NEEDED.filter((name) => !environment[name]).map(messages.notSet),
    ...(server !== '' && !isHttp(server) ? [messages.notUrl('CONNECT_SERVER')] : []),
  ];
  if (wrong.length > 0) {
    return check('variables', 'problem', messages.variablesWrong(wrong, isInWindow));
  }
  const { host, hostname } = new URL(server);
  if (window !== undefined && !isAnsweredByWindow(examined)) {
    const text = isLoopback(hostname) ? messages.otherWindow(host) : messages.otherServer(host);
    return check('variables', 'problem', text);
  }
  const [file, names] = setByR(environment) ?? [];
  return file !== undefined && names !== undefined
    ? check('variables', 'problem', messages.setByR(file, names))
    : check('variables', 'ok', messages.variablesSet(server));
}

/** Whether content gets the viewer's token, which comes with the requests of a browser. */
export function headerCheck(examined: Examined): Check {
  const { environment, command } = examined;
  if (environment['CONNECTCREDS_MOCKING'] === '1') {
    return check('header', 'ok', messages.headerMocked());
  }
  const [program = '', ...args] = command;
  const name = path.win32.basename(program).replace(/\.(exe|cmd|bat)$/i, '');
  if (/^(quarto|jupyter)$/.test(name) && /^(render|nbconvert)$/.test(args[0] ?? '')) {
    return check('header', 'problem', messages.headerOfReport(name));
  }
  if (/^(Rscript|R)$/.test(name) && !/shiny|plumber/i.test(args.join(' '))) {
    return check('header', 'unknown', messages.headerOfScript(name));
  }
  const isInEditor = command.length > 0 || isAnsweredByWindow(examined);
  return check('header', 'unknown', isInEditor ? messages.headerFromEditor() : messages.headerFromConnect());
}

/** Whether requests reach the server. The libraries obey these variables for this machine, too. */
export function proxyCheck({ environment }: Examined): Check {
  const url = new URL(environment['CONNECT_SERVER'] ?? '');
  const settings = networkSettings(NO_SETTINGS, environment, undefined);
  const proxy = url.protocol === 'https:' ? settings.proxy?.https : settings.proxy?.http;
  if (proxy === undefined || isExcepted(url, settings)) {
    return check('proxy', 'ok', messages.noProxy(url.host));
  }
  // Without its password.
  const shown = URL.canParse(proxy) ? new URL(proxy).host : '?';
  return isLoopback(url.hostname)
    ? check('proxy', 'problem', messages.proxiedLoopback(url.host, shown))
    : check('proxy', 'ok', messages.proxied(url.host, shown));
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** The start-up file of R that sets variables of Connect in place of those of the environment, and which ones. */
function setByR(environment: Environment): readonly [file: string, names: readonly string[]] | undefined {
  const { R_ENVIRON_USER: configured, HOME: home } = environment;
  const candidates = configured ? [configured] : ['.Renviron', ...(home ? [path.join(home, '.Renviron')] : [])];
  for (const file of candidates) {
    const text = contentOf(file);
    // R reads only the first one that there is (?Startup).
    if (text !== undefined) {
      const names = [...NEEDED, ...PRODUCTS].filter((name) => isSetIn(text, name));
      return names.length > 0 ? [file, names] : undefined;
    }
  }
  return undefined;
}

/** A value such as `${NAME-default}` keeps what the environment has. */
function isSetIn(text: string, name: string): boolean {
  return new RegExp(`^[ \\t]*${name}[ \\t]*=(?!.*\\$\\{${name}\\b)`, 'm').test(text);
}

/** The folder may be a repository of other people: reading a pipe or a device might never end. */
function contentOf(file: string): string | undefined {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= MAX_R_FILE_SIZE ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
