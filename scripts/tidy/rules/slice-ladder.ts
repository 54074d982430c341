import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import type { ImportedName, ParsedModule } from '../parse-module.ts';
import { isTest } from '../source-tree.ts';
import type { SourceTree } from '../source-tree.ts';
import { CARRIERS, KNOW_ALL, LADDER } from '../structure.ts';

const SOURCE = 'packages/billing/src/';

/** Inside billing, a slice imports the kernel and the doors of slices above it. Tests may look anywhere. */
export function sliceLadder(tree: SourceTree): Finding[] {
  return tree.modules
    .filter(
      (module) =>
        module.path.startsWith(SOURCE) && !isTest(module.path) && !KNOW_ALL.includes(module.path.slice(SOURCE.length)),
    )
    .flatMap((module) => [
      ...unknownSlice(module),
      ...module.imports.flatMap((imported) => {
        const advice = judge(module, imported);
        return advice === undefined ? [] : [{ file: module.path, line: imported.line, rule: 'slice-ladder', advice }];
      }),
    ]);
}

function judge(module: ParsedModule, imported: ImportedName): string | undefined {
  if (!imported.specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(module.path), imported.specifier);
  if (!target.startsWith(SOURCE)) return undefined;
  const [home, there] = [folderOf(module.path), folderOf(target)];
  if (home === there || there === 'kernel') return undefined;
  if (home === 'kernel')
    return `the kernel imports nothing outside itself, so not ${there === '' ? imported.specifier : there}.`;
  if (CARRIERS.includes(there)) return undefined;
  if (there === '') return `${imported.specifier} knows all slices; what must reach up from here goes through flow.ts.`;
  if (!CARRIERS.includes(home) && LADDER.indexOf(there) > LADDER.indexOf(home)) {
    return `${home} stands above ${there} on the ladder; make the change known and let flow.ts call ${there}.`;
  }
  const door = posix.basename(target);
  if (door === 'index.ts' || (home === 'http' && door === 'routes.ts')) return undefined;
  return `import ${there} by its door, ../${there}/index.ts; the rest of a slice is its own.`;
}

function unknownSlice(module: ParsedModule): Finding[] {
  const home = folderOf(module.path);
  if (home === '' || LADDER.includes(home) || CARRIERS.includes(home)) return [];
  const advice = `${home} is not on the ladder; say in scripts/tidy/structure.ts where it stands.`;
  return posix.basename(module.path) === 'index.ts'
    ? [{ file: module.path, line: 1, rule: 'slice-ladder', advice }]
    : [];
}

/** `refunds` of `packages/billing/src/refunds/table.ts`; empty for a file that lies beside the slices. */
function folderOf(path: string): string {
  const [folder = '', ...rest] = path.slice(SOURCE.length).split('/');
  return rest.length === 0 ? '' : folder;
}
