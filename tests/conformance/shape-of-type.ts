import ts from 'typescript';
import type { FieldShape, ObjectShape, Shape } from './shape.ts';

/** Reads shapes from TypeScript's types. Types refer to each other in circles, so each is read once and only when asked for. */
export class ShapeReader {
  readonly #checker: ts.TypeChecker;
  readonly #shapes = new Map<ts.Type, Shape>();
  readonly #objects = new Map<ts.Type, ObjectShape>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  shapeOf(type: ts.Type): Shape {
    const known = this.#shapes.get(type);
    if (known !== undefined) return known;
    const shape = this.#readShape(type);
    this.#shapes.set(type, shape);
    return shape;
  }

  #readShape(type: ts.Type): Shape {
    const members = type.isUnion() ? type.types : [type];
    const has = (flags: ts.TypeFlags) => members.some((member) => (member.flags & flags) !== 0);
    const decimal = members.some((member) => isDecimal(member));
    const structures = members.filter((member) => isStructure(member) && !isDecimal(member));
    const lists = structures.filter((member) => this.#checker.isArrayType(member));
    const objects = structures.filter((member) => !this.#checker.isArrayType(member));
    const words = members.filter((member) => member.isStringLiteral()).map((member) => member.value);
    // Stripe declares every enum as open; the emulator keeps to the words that are named.
    const isText = has(ts.TypeFlags.String) || decimal || (words.length === 0 && members.some(isOpenEnum));
    // Read when asked for: a list's members may contain the list.
    const memberShape = once(() => this.#listMember(lists));
    const objectShapes = once(() => objects.map((object) => this.#objectShape(object)));
    return {
      name: this.#checker.typeToString(type),
      isAnything: has(ts.TypeFlags.Any | ts.TypeFlags.Unknown),
      isNullable: has(ts.TypeFlags.Null),
      text: isText ? 'any' : words.length > 0 ? new Set(words) : undefined,
      isNumber: has(ts.TypeFlags.NumberLike),
      isBoolean: has(ts.TypeFlags.BooleanLike),
      get list() {
        return memberShape();
      },
      get objects() {
        return objectShapes();
      },
    };
  }

  #listMember(lists: readonly ts.Type[]): Shape | undefined {
    const [list] = lists;
    const [member] = list === undefined ? [] : this.#checker.getTypeArguments(list as ts.TypeReference);
    return member === undefined ? undefined : this.shapeOf(member);
  }

  #objectShape(type: ts.Type): ObjectShape {
    const known = this.#objects.get(type);
    if (known !== undefined) return known;
    const checker = this.#checker;
    const fields = new Map<string, FieldShape>();
    const index = type.getStringIndexType();
    const shape: ObjectShape = {
      name: checker.typeToString(type),
      kind: this.#literalOf(type, 'object'),
      isDeleted: this.#isTrue(type, 'deleted'),
      fields,
      others: index === undefined ? undefined : this.shapeOf(index),
    };
    this.#objects.set(type, shape);
    for (const property of checker.getPropertiesOfType(type)) {
      const declared = checker.getTypeOfSymbol(property);
      const isMethod = declared.getCallSignatures().length > 0;
      if (isAbsent(declared) || isMethod || property.name === 'lastResponse') continue;
      fields.set(property.name, {
        shape: this.shapeOf(declared),
        isOptional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      });
    }
    return shape;
  }

  #literalOf(type: ts.Type, name: string): string | undefined {
    const property = type.getProperty(name);
    const literal = property === undefined ? undefined : this.#checker.getTypeOfSymbol(property);
    return literal?.isStringLiteral() === true ? literal.value : undefined;
  }

  #isTrue(type: ts.Type, name: string): boolean {
    const property = type.getProperty(name);
    return property !== undefined && this.#checker.typeToString(this.#checker.getTypeOfSymbol(property)) === 'true';
  }
}

/** `deleted?: void` says that a living object never has the field. */
function isAbsent(type: ts.Type): boolean {
  const members = type.isUnion() ? type.types : [type];
  return members.every(
    (member) => (member.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never)) !== 0,
  );
}

function isStructure(type: ts.Type): boolean {
  return (
    (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive)) !== 0 ||
    (type.isIntersection() && !isOpenEnum(type))
  );
}

/** `'a' | (string & Record<never, never>)` names some words and allows others. */
function isOpenEnum(type: ts.Type): boolean {
  return type.isIntersection() && type.types.some((part) => (part.flags & ts.TypeFlags.String) !== 0);
}

/** The package turns these into objects; on the wire they are text. */
function isDecimal(type: ts.Type): boolean {
  return type.aliasSymbol?.name === 'Decimal' || type.symbol?.name === 'Decimal';
}

function once<T>(read: () => T): () => T {
  let result: { value: T } | undefined;
  return () => (result ??= { value: read() }).value;
}
