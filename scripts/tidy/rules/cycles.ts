import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import type { ParsedModule } from '../parse-module.ts';
import type { SourceTree } from '../source-tree.ts';

/** Modules that import each other cannot be understood, tested or loaded one at a time. Types alone may. */
export function cycles(tree: SourceTree): Finding[] {
  const modules = new Map(tree.modules.map((module) => [module.path, module]));
  const visited = new Set<string>();
  const found: Finding[] = [];
  for (const module of tree.modules) follow(module, [], { modules, visited, found });
  return found;
}

interface Search {
  readonly modules: ReadonlyMap<string, ParsedModule>;
  /** Followed to the end: every cycle through them is known. */
  readonly visited: Set<string>;
  readonly found: Finding[];
}

function follow(module: ParsedModule, trail: readonly string[], search: Search): void {
  if (search.visited.has(module.path)) return;
  const here = [...trail, module.path];
  for (const imported of module.imports) {
    if (imported.isTypeOnly || !imported.specifier.startsWith('.')) continue;
    const target = posix.join(posix.dirname(module.path), imported.specifier);
    const start = here.indexOf(target);
    if (start !== -1) {
      const circle = [...here.slice(start), target].map((path) => posix.basename(path)).join(' → ');
      const advice = `${circle}; move what both need into a file below them, or pass it as a parameter.`;
      search.found.push({ file: module.path, line: imported.line, rule: 'circular-import', advice });
    } else {
      const next = search.modules.get(target);
      if (next !== undefined) follow(next, here, search);
    }
  }
  search.visited.add(module.path);
}
