/** What an integration is called. */
interface Named {
  readonly guid: string | undefined;
  readonly name: string | undefined;
  readonly label: string;
}

/**
 * The integrations that a user means by an Integration ID, a name or a display name: those with the ID; else those with
 * exactly this name; else those with this name regardless of case. Several only if it is not clear which one is meant.
 */
export function integrationsCalled<T extends Named>(integrations: readonly T[], asked: string): readonly T[] {
  const folded = fold(asked);
  const matchers: ((integration: T) => boolean)[] = [
    ({ guid }) => guid !== undefined && fold(guid) === folded,
    ({ name, label }) => name === asked || label === asked,
    ({ name, label }) => fold(name ?? '') === folded || fold(label) === folded,
  ];
  for (const matches of matchers) {
    const found = distinct(integrations.filter(matches));
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/** Without integrations that repeat an ID: servers treat them as one. */
function distinct<T extends Named>(integrations: readonly T[]): readonly T[] {
  return integrations.filter(
    ({ guid }, at) => guid === undefined || integrations.findIndex((each) => each.guid === guid) === at,
  );
}

function fold(text: string): string {
  return text.normalize().toLowerCase();
}
