import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/** The installed `stripe` package, opened with the TypeScript compiler. */
export interface StripePackage {
  version: string;
  apiVersion: string;
  checker: ts.TypeChecker;
  /** The declaration files of resources, in the order of their paths. */
  resources: { name: string; declarations: ts.SourceFile; script: ts.SourceFile }[];
  /** `Stripe.Checkout.Session` for a declared type; undefined for one that the package declares and forgets to export. */
  nameOf: (symbol: ts.Symbol) => string | undefined;
}

export function openStripePackage(): StripePackage {
  const root = path.resolve(path.dirname(createRequire(import.meta.url).resolve('stripe')), '..');
  const entry = path.join(root, 'cjs/stripe.core.d.ts');
  const program = ts.createProgram([entry], {
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const folder = path.join(root, 'cjs/resources/');
  const resources = program
    .getSourceFiles()
    .filter((file) => file.fileName.startsWith(folder) && !file.fileName.endsWith('/index.d.ts'))
    .map((declarations) => {
      const scriptName = declarations.fileName.replace(/\.d\.ts$/, '.js');
      const script = ts.createSourceFile(scriptName, readFileSync(scriptName, 'utf8'), ts.ScriptTarget.ES2022, true);
      return { name: declarations.fileName.slice(folder.length).replace(/\.d\.ts$/, ''), declarations, script };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));

  const core = program.getSourceFile(entry);
  const coreSymbol = core && checker.getSymbolAtLocation(core);
  const isExported = (name: string): boolean => {
    let scope = coreSymbol;
    for (const part of name.split('.')) {
      const found = scope && checker.getExportsOfModule(scope).find((symbol) => symbol.name === part);
      scope = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    }
    return scope !== undefined;
  };

  const nameOf = (symbol: ts.Symbol): string | undefined => {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
    const local = checker.getFullyQualifiedName(symbol).replace(/^".*"\./, '');
    const namespaces = file.startsWith(folder) ? file.slice(folder.length).split('/').slice(0, -1) : [];
    const isQualified = namespaces.length > 0 && local.startsWith(`${namespaces[0]}.`);
    const name = ['Stripe', ...(isQualified ? [] : namespaces), local].join('.');
    return isExported(name) ? name : undefined;
  };
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const apiVersion = /ApiVersion = '([^']+)'/.exec(readFileSync(path.join(root, 'cjs/apiVersion.js'), 'utf8'))?.[1];
  if (!apiVersion) throw new Error('The stripe package does not say its API version where it used to.');
  return { version, apiVersion, checker, resources, nameOf };
}

/** The value of an interface's `object` field, if it declares a single one. */
export function objectKind(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  const property = type.getProperty('object');
  const literal = property && checker.getTypeOfSymbol(property);
  return literal?.isStringLiteral() ? literal.value : undefined;
}

export function membersOf(type: ts.Type): ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

export function has(type: ts.Type, flags: ts.TypeFlags): boolean {
  return (type.flags & flags) !== 0;
}
