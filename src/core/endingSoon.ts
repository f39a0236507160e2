import { endOf, endsSoon } from './attention.js';
import type { Catalog } from './catalog.js';
import type { Integration } from './integration.js';
import type { Clock, Disposable } from './ports.js';

/** Knows of which integrations the user should be told that they end soon. Follows the catalog before those it is passed to. */
export class EndingSoon implements Disposable {
  readonly #changes: Disposable;
  /** When the access tokens end that are known, by the ids of the integrations. */
  #ends: ReadonlyMap<string, number | undefined> = new Map();
  /** Those that the user has just signed in for, but that end soon from the start. */
  #brief: readonly string[] = [];

  constructor(
    private readonly catalog: Pick<Catalog, 'signInTargets' | 'onDidChange'>,
    private readonly clock: Clock,
  ) {
    this.#changes = catalog.onDidChange(() => this.#follow());
    this.#follow();
  }

  /** These integrations now, as the catalog has them. */
  get integrations(): readonly Integration[] {
    const now = this.clock.now();
    return this.catalog.signInTargets.filter((each) => endsSoon(each, now) && !this.#brief.includes(keyOf(each)));
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #follow(): void {
    const { signInTargets } = this.catalog;
    const isNew = (each: Integration) => this.#ends.has(each.id) && this.#ends.get(each.id) !== endOf(each);
    const isBrief = (each: Integration) =>
      this.#brief.includes(keyOf(each)) || (isNew(each) && endsSoon(each, this.clock.now()));
    this.#brief = signInTargets.filter(isBrief).map(keyOf);
    this.#ends = new Map(signInTargets.map((each) => [each.id, endOf(each)]));
  }
}

/** Stands for an integration with the access token that it has now. */
export function keyOf(integration: Integration): string {
  return `${integration.id} ${endOf(integration)}`;
}
