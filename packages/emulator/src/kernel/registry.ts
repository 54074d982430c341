import type { Resource } from './resource.ts';
import type { Kind } from './objects.ts';

/** The resources by kind. */
export class Registry {
  readonly all: readonly Resource[];
  readonly #byKind = new Map<string, Resource>();

  constructor(resources: readonly Resource[]) {
    this.all = resources;
    for (const resource of resources) {
      if (this.#byKind.has(resource.kind)) throw new Error(`Two resources of the kind ${resource.kind}`);
      this.#byKind.set(resource.kind, resource);
    }
  }

  of(kind: string): Resource | undefined {
    return this.#byKind.get(kind);
  }

  readonly indexesOf = (kind: string): readonly string[] => this.#byKind.get(kind)?.indexes ?? [];

  isKind(kind: string): kind is Kind {
    return this.#byKind.has(kind);
  }
}
