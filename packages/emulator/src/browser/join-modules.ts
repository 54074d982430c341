import { readFile } from 'node:fs/promises';

const imports = /^import \{[^}]*\} from '([^']+)';\n/gm;
const declarations = /^(?:async )?(?:function|class|const|let) (\w+)/gm;

/**
 * One plain script of a module and all that it imports, each after what it needs, since a page that takes Stripe.js from a
 * `<script>` expects `window.Stripe` at once. The modules share one scope, so that each top-level name may be used only once.
 */
export async function joinModules(entry: URL): Promise<string> {
  const joined = new Map<string, string>();
  const names = new Map<string, string>();

  async function add(module: URL): Promise<void> {
    if (joined.has(module.href)) return;
    joined.set(module.href, '');
    const text = await readFile(module, 'utf8');
    for (const [, specifier = ''] of text.matchAll(imports)) await add(new URL(specifier, module));
    const body = text.replace(imports, '').replace(/^export /gm, '');
    for (const [, name = ''] of body.matchAll(declarations)) {
      const other = names.get(name);
      if (other !== undefined) throw new Error(`${name} is declared in ${other} and in ${module.href}`);
      names.set(name, module.href);
    }
    // Deleted first, so that a module stands behind what it imports.
    joined.delete(module.href);
    joined.set(module.href, body);
  }

  await add(entry);
  return `(() => {\n'use strict';\n${[...joined.values()].join('\n')}})();\n`;
}
