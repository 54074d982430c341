import ts from 'typescript';
import { has, membersOf } from './package.ts';
import type { Schema } from '../../packages/emulator/src/kernel/declared-operation.ts';
import type { StripePackage } from './package.ts';

/** Parameters declared `number` that take fractions: the package does not tell them from integers. */
const fractional = new Set([
  'percent_off',
  'percentage',
  'application_fee_percent',
  'amount_percent',
  'amount_off_percent',
  'height',
  'length',
  'weight',
  'width',
  'latitude',
  'longitude',
  'unit_price_percent',
]);

/** Texts that the package declares as plain strings and Stripe lets one clear with an empty string. */
const clearable: Record<string, string[]> = {
  CustomerCreateParams: ['description', 'email', 'name', 'phone'],
  CustomerUpdateParams: ['description', 'email', 'name', 'phone'],
};

/** Interned parameter schemas: the same shape is written once. */
export class SchemaTable {
  readonly all: Schema[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #stripe: StripePackage;

  constructor(stripe: StripePackage) {
    this.#stripe = stripe;
  }

  of(type: ts.Type): number {
    return this.#intern(this.#schema(type, '', ''));
  }

  #intern(schema: Schema): number {
    const text = JSON.stringify(schema);
    let index = this.#indexes.get(text);
    if (index === undefined) {
      index = this.all.push(schema) - 1;
      this.#indexes.set(text, index);
    }
    return index;
  }

  #schema(declared: ts.Type, name: string, comment: string): Schema {
    const members = membersOf(declared).filter((member) => !has(member, ts.TypeFlags.Undefined | ts.TypeFlags.Null));
    const isEmptyable = members.some((member) => member.isStringLiteral() && member.value === '');
    const kept = members.filter((member) => !(member.isStringLiteral() && member.value === ''));
    const schema = this.#oneOf(kept, name, comment);
    return isEmptyable ? { ...schema, e: 1 } : schema;
  }

  #oneOf(members: ts.Type[], name: string, comment: string): Schema {
    const values = members.filter((member) => member.isStringLiteral()).map((member) => member.value);
    // `OtherString`, an intersection, only says that the list may grow: Stripe still refuses what it does not know today.
    const others = members.filter((member) => !member.isStringLiteral() && !(values.length && member.isIntersection()));
    const isBoolean = others.some((member) => has(member, ts.TypeFlags.BooleanLike));
    const rest = others.filter((member) => !has(member, ts.TypeFlags.BooleanLike));
    const choices: Schema[] = [];
    if (values.length) choices.push({ k: 'enum', values });
    if (isBoolean) choices.push({ k: 'boolean' });
    for (const member of rest) choices.push(this.#single(member, name, comment));
    const [only] = choices;
    // A parameter that can only be unset.
    if (!only) return { k: 'enum', values: [] };
    return choices.length === 1 ? only : { k: 'union', of: choices.map((choice) => this.#intern(choice)) };
  }

  #single(type: ts.Type, name: string, comment: string): Schema {
    const { checker } = this.#stripe;
    if (has(type, ts.TypeFlags.String)) {
      const max = maximumLength(comment);
      return max ? { k: 'string', max } : { k: 'string' };
    }
    if (has(type, ts.TypeFlags.Number)) return { k: fractional.has(name) ? 'number' : 'integer' };
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      if (!element) throw new Error(`An array without an element type: ${name}`);
      return { k: 'array', of: this.#intern(this.#schema(element, name, '')) };
    }
    const symbol = type.aliasSymbol?.name ?? type.symbol?.name;
    if (symbol === 'Decimal' || symbol === 'DecimalImpl') return { k: 'decimal' };
    if (symbol === 'Date') return { k: 'string' };
    if (isFileContent(type)) return { k: 'file' };
    if (has(type, ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return { k: 'string' };
    // Metadata may be given as numbers and is kept as texts; an empty one removes its key.
    if (symbol === 'MetadataParam') return { k: 'map', of: this.#intern({ k: 'string', e: 1 }) };
    const index = type.getStringIndexType();
    if (index) return { k: 'map', of: this.#intern(this.#schema(index, name, '')) };
    return this.#object(type);
  }

  #object(type: ts.Type): Schema {
    const { checker } = this.#stripe;
    const fields: Record<string, number> = {};
    const required: string[] = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const comment = ts.displayPartsToString(property.getDocumentationComment(checker));
      const schema = this.#schema(checker.getTypeOfSymbol(property), property.name, comment);
      const isClearable = clearable[type.symbol.name]?.includes(property.name) || isEmptyable(property);
      fields[property.name] = this.#intern(isClearable ? { ...schema, e: 1 } : schema);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    return required.length ? { k: 'object', fields, required } : { k: 'object', fields };
  }
}

/** Of `Emptyable<string>` the checker remembers only the string, so the declaration itself is read. */
function isEmptyable(property: ts.Symbol): boolean {
  const declaration = property.valueDeclaration;
  if (!declaration || !ts.isPropertySignature(declaration)) return false;
  return declaration.type?.getText().startsWith('Emptyable<') ?? false;
}

function isFileContent(type: ts.Type): boolean {
  return ['Uint8Array', 'Buffer', 'FileData'].includes(type.symbol?.name ?? '');
}

/** "This may be up to *150 characters*." and the like. */
function maximumLength(comment: string): number | undefined {
  const text = comment.replaceAll('*', '');
  const found =
    /(?:up to|[Mm]aximum length(?: of| is)?|limited to|(?:at most|no more than)|[Mm]ust not exceed|[Mm]aximum of|[Mm]ax(?:imum)?:?)\s+([\d,]+)[ -]char/.exec(
      text,
    ) ??
    /([\d,]+)[ -]characters? (?:max|limit|or (?:less|fewer))/.exec(text) ??
    /[Mm]aximum character count of ([\d,]+)/.exec(text);
  return found?.[1] ? Number(found[1].replaceAll(',', '')) : undefined;
}
