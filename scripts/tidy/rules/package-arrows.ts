import { posix } from 'node:path';
import type { Finding } from '../finding.ts';
import type { ImportedName, ParsedModule } from '../parse-module.ts';
import { isTest } from '../source-tree.ts';
import type { SourceTree } from '../source-tree.ts';
import { PACKAGES } from '../structure.ts';
import type { PackageRule } from '../structure.ts';

/** Holds the arrows between the packages. */
export function packageArrows(tree: SourceTree): Finding[] {
  return tree.modules.flatMap((module) => {
    const home = packageOf(module.path);
    return home === undefined ? [] : module.imports.flatMap((imported) => judge(module, home, imported));
  });
}

function judge(module: ParsedModule, home: PackageRule, imported: ImportedName): Finding[] {
  const finding = (advice: string): Finding[] => [
    { file: module.path, line: imported.line, rule: 'package-arrows', advice },
  ];
  const isRelative = imported.specifier.startsWith('.');
  const target = isRelative
    ? packageOf(posix.join(posix.dirname(module.path), imported.specifier))
    : packageNamed(imported.specifier);
  if (target === home) return [];
  if (target === undefined) {
    return isRelative && !isTest(module.path)
      ? finding(
          `${imported.specifier} leaves ${home.folder}; what a package needs lies in it or in a package that it may import.`,
        )
      : [];
  }
  const allowed = [...home.mayImport, ...(isTest(module.path) ? (home.testsMayImport ?? []) : [])];
  if (target.name === undefined || !allowed.includes(target.name)) {
    const names = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
    return finding(`${home.folder} may import ${names}, because ${home.why}; ${target.folder} is not among them.`);
  }
  return isRelative && target.name.startsWith('@')
    ? finding(`import ${target.name} by its name, so that only what its package.json exports can be used.`)
    : [];
}

function packageOf(path: string): PackageRule | undefined {
  return PACKAGES.find((candidate) => path.startsWith(`${candidate.folder}/`));
}

function packageNamed(specifier: string): PackageRule | undefined {
  return PACKAGES.find(({ name }) => name !== undefined && (specifier === name || specifier.startsWith(`${name}/`)));
}
