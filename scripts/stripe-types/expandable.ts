import ts from 'typescript';
import { has, membersOf, objectKind } from './package.ts';
import type { ExpandNode } from '../../packages/emulator/src/kernel/declared-operation.ts';
import type { StripePackage } from './package.ts';
import { isWithinScope } from './operations.ts';

interface DeclaredObject {
  kind: string;
  type: string;
  file: string;
}

/** For every kind of object: its expandable fields, and the name of its type. */
export function deriveExpandable(stripe: StripePackage): {
  expandable: Record<string, Record<string, ExpandNode>>;
  objects: DeclaredObject[];
} {
  const { checker } = stripe;
  const expandable: Record<string, Record<string, ExpandNode>> = {};
  const objects: DeclaredObject[] = [];
  for (const { name, declarations } of stripe.resources) {
    declarations.forEachChild((node) => {
      if (!ts.isInterfaceDeclaration(node) || node.name.text.startsWith('Deleted')) return;
      const type = checker.getTypeAtLocation(node);
      const kind = objectKind(checker, type);
      if (!kind || !isWithinScope(name)) return;
      // Events are declared once per event type; the union of them is the type of the kind.
      if (objects.some((object) => object.kind === kind)) return;
      if (kind === 'event') return void objects.push({ kind, type: 'Stripe.Event', file: name });
      objects.push({ kind, type: stripe.nameOf(type.symbol) ?? '{ object: string }', file: name });
      const fields = fieldsOf(stripe, type, 0);
      if (fields) expandable[kind] = fields;
    });
  }
  objects.sort((a, b) => (a.kind < b.kind ? -1 : 1));
  return { expandable: Object.fromEntries(Object.entries(expandable).sort(([a], [b]) => (a < b ? -1 : 1))), objects };
}

function fieldsOf(stripe: StripePackage, type: ts.Type, depth: number): Record<string, ExpandNode> | undefined {
  const fields: Record<string, ExpandNode> = {};
  if (depth > 8) return undefined;
  for (const property of stripe.checker.getPropertiesOfType(type)) {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const node = nodeOf(stripe, stripe.checker.getTypeOfSymbol(property), isOptional, depth);
    if (node) fields[property.name] = node;
  }
  return Object.keys(fields).length ? fields : undefined;
}

function nodeOf(stripe: StripePackage, declared: ts.Type, isOptional: boolean, depth: number): ExpandNode | undefined {
  const { checker } = stripe;
  const members = membersOf(declared).filter(
    (member) => !has(member, ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void),
  );
  const objects = members.filter((member) => has(member, ts.TypeFlags.Object));
  const [first] = objects;
  if (!first || first.symbol?.name === 'DecimalImpl') return undefined;
  const isId = members.some((member) => has(member, ts.TypeFlags.String));
  const include = isOptional && !isId ? { include: 1 as const } : {};

  if (checker.isArrayType(first)) {
    const [element] = checker.getTypeArguments(first as ts.TypeReference);
    const inner = element && nodeOf(stripe, element, false, depth);
    return inner || isOptional ? { ...inner, ...include } : undefined;
  }
  if (first.aliasSymbol?.name === 'ApiList' || first.symbol?.name === 'ApiList') {
    const [element] = first.aliasTypeArguments ?? checker.getTypeArguments(first as ts.TypeReference);
    return { of: element ? kindsOf(checker, membersOf(element)) : [], ...include };
  }
  const kinds = kindsOf(checker, objects);
  if (kinds.length) return { [isId ? 'to' : 'of']: kinds, ...include };
  const inner = first.getStringIndexType() ? undefined : fieldsOf(stripe, first, depth + 1);
  return inner || isOptional ? { ...(inner ? { in: inner } : {}), ...include } : undefined;
}

function kindsOf(checker: ts.TypeChecker, types: ts.Type[]): string[] {
  const kinds = types.map((type) => objectKind(checker, type)).filter((kind) => kind !== undefined);
  return [...new Set(kinds)].sort();
}
