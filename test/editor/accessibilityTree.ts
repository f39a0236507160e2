import type { Page } from 'playwright-core';

/** An element as a screen reader gets it from the browser. */
export interface Accessible {
  readonly role: string;
  readonly name: string;
  /** What is read after the name, such as what is wrong with an input. */
  readonly description: string;
  /** Depth in a tree; `undefined` elsewhere. */
  readonly level: number | undefined;
  /** `undefined` if there is nothing to expand. */
  readonly expanded: boolean | undefined;
}

/** All elements of a page with one of these roles, in the order of the document, from the browser's own accessibility tree. */
export async function accessible(page: Page, ...roles: readonly string[]): Promise<Accessible[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    return nodes
      .filter(({ role, ignored }) => !ignored && roles.includes(String(role?.value)))
      .map(({ role, name, description, properties = [] }) => {
        const valueOf = (property: string): unknown => properties.find((each) => each.name === property)?.value.value;
        const [level, expanded] = [valueOf('level'), valueOf('expanded')];
        return {
          role: String(role?.value),
          name: String(name?.value ?? ''),
          description: String(description?.value ?? ''),
          level: typeof level === 'number' ? level : undefined,
          expanded: typeof expanded === 'boolean' ? expanded : undefined,
        };
      });
  } finally {
    await session.detach();
  }
}
