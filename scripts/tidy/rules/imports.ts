import type { Finding } from '../finding.ts';
import type { SourceTree } from '../source-tree.ts';

/** Node runs the sources as they are, so a relative import names the file with its extension. */
export function importExtensions(tree: SourceTree): Finding[] {
  return tree.modules.flatMap((module) =>
    module.imports
      .filter(({ specifier }) => specifier.startsWith('.') && !/\.(ts|mjs|js|json|css)$/.test(specifier))
      .map(({ specifier, line }) => ({
        file: module.path,
        line,
        rule: 'import-extension',
        advice: `write the whole file name: '${specifier}.ts', or '${specifier}/index.ts' for a folder's door.`,
      })),
  );
}
