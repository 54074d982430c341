import { resolve } from 'node:path';
import ts from 'typescript';
import { ShapeReader } from './shape-of-type.ts';
import type { Shape } from './shape.ts';

const OPERATIONS = resolve(import.meta.dirname, '../../packages/emulator/src/kernel/operations.generated.ts');

/** What the installed `stripe` package says that Stripe answers. */
export interface DeclaredTypes {
  /** Every operation that the package can call: `POST /v1/customers/:id`. */
  readonly operations: readonly string[];
  answer(operation: string): Shape | undefined;
  /** By the value of the `object` field. */
  object(kind: string): Shape | undefined;
  /** An event, by the value of its `type` field. */
  event(type: string): Shape | undefined;
}

export function readDeclaredTypes(): DeclaredTypes {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
  };
  const program = ts.createProgram([OPERATIONS], options);
  const source = program.getSourceFile(OPERATIONS);
  if (source === undefined) throw new Error(`${OPERATIONS} is missing; scripts/derive-stripe-operations.ts makes it.`);
  const checker = program.getTypeChecker();
  const reader = new ShapeReader(checker);

  const operations = fieldTypes(interfaceOf(source, 'Operations', checker), checker);
  const objects = fieldTypes(interfaceOf(source, 'DeclaredObjects', checker), checker);
  const events = eventTypes(objects.get('event'), checker);
  const shape = (type: ts.Type | undefined) => (type === undefined ? undefined : reader.shapeOf(type));
  return {
    operations: [...operations.keys()],
    answer: (operation) => shape(fieldTypes(operations.get(operation), checker).get('result')),
    object: (kind) => shape(objects.get(kind)),
    event: (type) => shape(events.get(type)),
  };
}

function interfaceOf(source: ts.SourceFile, name: string, checker: ts.TypeChecker): ts.Type {
  const declaration = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (declaration === undefined) throw new Error(`${source.fileName} declares no ${name}.`);
  return checker.getTypeAtLocation(declaration);
}

function fieldTypes(type: ts.Type | undefined, checker: ts.TypeChecker): Map<string, ts.Type> {
  const properties = type === undefined ? [] : checker.getPropertiesOfType(type);
  return new Map(properties.map((property) => [property.name, checker.getTypeOfSymbol(property)]));
}

/** `Stripe.Event` is one type for each kind of event, with its own `data.object`. */
function eventTypes(union: ts.Type | undefined, checker: ts.TypeChecker): Map<string, ts.Type> {
  const members = union?.isUnion() === true ? union.types : [];
  const named = members.map((member) => [fieldTypes(member, checker).get('type'), member] as const);
  return new Map(named.flatMap(([type, member]) => (type?.isStringLiteral() === true ? [[type.value, member]] : [])));
}
