import { parseTemplates, type Template } from '../../../src/connect/api/templates.js';
import { templates } from '../../sandbox/connect/templates.js';

/** A template as a server sends it, parsed. */
export function templateOf(wire: object): Template {
  const [template] = parseTemplates(JSON.parse(JSON.stringify([wire])));
  if (!template) throw new Error('There is no template');
  return template;
}

/** One of the embedded server's. */
export function embeddedTemplate(id: string): Template {
  return templateOf(templates.find((each) => each.id === id) ?? {});
}
