import type { CatalogDefinition, FeatureDefinitions } from './catalog-definition.ts';
import { catalogProblems } from './catalog-problems.ts';

export type * from './catalog-definition.ts';

/** A catalog that was found to be in order. */
export type Catalog = CatalogDefinition;

/** Everything that is wrong with a catalog file, each with the key it stands under. */
export class CatalogError extends Error {
  readonly problems: readonly string[];

  constructor(id: string, problems: readonly string[]) {
    super(`The catalog "${id}" is not in order:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'CatalogError';
    this.problems = problems;
  }
}

/**
 * Checks a catalog and gives it back.
 *
 * @throws CatalogError with all that is wrong, not only the first.
 */
export function defineCatalog<const Features extends FeatureDefinitions>(
  definition: CatalogDefinition<Features>,
): Catalog {
  const problems = catalogProblems(definition);
  if (problems.length > 0) throw new CatalogError(definition.id, problems);
  return definition;
}
