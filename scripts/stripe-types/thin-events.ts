import ts from 'typescript';
import type { ThinEventObject } from '../../packages/emulator/src/kernel/declared-operation.ts';
import type { StripePackage } from './package.ts';

const declarationFile = 'V2/Core/Events';

/** Every type of thin event that the package declares, sorted, by how it names the object that it is about. */
export function deriveThinEvents(stripe: StripePackage): Record<string, ThinEventObject> {
  const types = new Map<string, ThinEventObject>();
  for (const { name, declarations } of stripe.resources) {
    if (name !== declarationFile) continue;
    declarations.forEachChild((node) => {
      if (!ts.isInterfaceDeclaration(node)) return;
      const type = literalOf(memberNamed(node, 'type'));
      if (type !== undefined) types.set(type, objectOf(memberNamed(node, 'related_object')));
    });
  }
  if (types.size === 0) throw new Error(`${declarationFile} declares no events any more`);
  return Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function objectOf(member: ts.PropertySignature | undefined): ThinEventObject {
  if (!member) return 'none';
  return member.type?.getText().endsWith('RelatedSingletonObject') ? 'singleton' : 'object';
}

function memberNamed(node: ts.InterfaceDeclaration, name: string): ts.PropertySignature | undefined {
  return node.members.filter(ts.isPropertySignature).find((member) => member.name.getText() === name);
}

function literalOf(member: ts.PropertySignature | undefined): string | undefined {
  const literal = member?.type && ts.isLiteralTypeNode(member.type) ? member.type.literal : undefined;
  return literal && ts.isStringLiteral(literal) ? literal.text : undefined;
}
