import ts from 'typescript';
import { membersOf, objectKind } from './package.ts';
import type { StripePackage } from './package.ts';
import type { SchemaTable } from './schemas.ts';

export interface Operation {
  /** `POST /v1/customers/:id`. */
  key: string;
  params: number;
  /** Kinds of the answered object, or of a list's elements. */
  result: string[];
  answers: { shape?: 'list' | 'search'; deleted?: true };
  paramsType: string;
  resultType: string;
}

const paths = [
  'account',
  'balance',
  'balance_transactions',
  'billing',
  'billing_portal',
  'charges',
  'checkout',
  'confirmation_tokens',
  'coupons',
  'credit_notes',
  'customer_sessions',
  'customers',
  'disputes',
  'entitlements',
  'events',
  'file_links',
  'files',
  'invoice_payments',
  'invoice_rendering_templates',
  'invoiceitems',
  'invoices',
  'mandates',
  'payment_intents',
  'payment_links',
  'payment_method_configurations',
  'payment_method_domains',
  'payment_methods',
  'plans',
  'prices',
  'product_catalog',
  'products',
  'promotion_codes',
  'quotes',
  'radar/early_fraud_warnings',
  'refunds',
  'setup_attempts',
  'setup_intents',
  'shipping_rates',
  'subscription_items',
  'subscription_schedules',
  'subscriptions',
  'tax',
  'tax_codes',
  'tax_ids',
  'tax_rates',
  'test_helpers/confirmation_tokens',
  'test_helpers/customers',
  'test_helpers/refunds',
  'test_helpers/test_clocks',
  'tokens',
  'webhook_endpoints',
].map((path) => `/v1/${path}`);
const scope = [...paths, '/v2/billing', '/v2/core/events', '/v2/core/event_destinations'];

const foldersInScope = [
  'Billing',
  'BillingPortal',
  'Checkout',
  'Entitlements',
  'ProductCatalog',
  'Radar',
  'Tax',
  'TestHelpers',
  'V2/Billing',
  'V2/Core',
];

/** Whether a declaration file (`Checkout/Sessions`) belongs to what the emulator may serve. */
export function isWithinScope(file: string): boolean {
  return !file.includes('/') || foldersInScope.includes(file.slice(0, file.lastIndexOf('/')));
}

/** Every operation of the package whose path the emulator may serve, sorted by path. */
export function deriveOperations(stripe: StripePackage, schemas: SchemaTable): Operation[] {
  const operations = new Map<string, Operation>();
  for (const { declarations, script } of stripe.resources) {
    const requests = requestsOf(script);
    declarations.forEachChild((node) => {
      if (!ts.isClassDeclaration(node)) return;
      for (const member of node.members) {
        if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name)) continue;
        const key = requests.get(`${node.name?.text}.${member.name.text}`);
        if (!key || !scope.some((path) => isUnder(key, path))) continue;
        const operation = describe(stripe, schemas, key, member);
        const known = operations.get(key);
        // Overloads without parameters, and `del` beside `cancel`, name the same operation: the one that says more stands.
        if (!known || (known.paramsType === 'object' && operation.paramsType !== 'object'))
          operations.set(key, operation);
      }
    });
  }
  const byPath = (operation: Operation): string => operation.key.split(' ').reverse().join(' ');
  return [...operations.values()].sort((a, b) => (byPath(a) < byPath(b) ? -1 : 1));
}

function isUnder(key: string, path: string): boolean {
  const own = key.slice(key.indexOf(' ') + 1);
  return own === path || own.startsWith(`${path}/`);
}

/** `CouponResource.del` → `DELETE /v1/coupons/:id`, from the package's own code. */
function requestsOf(script: ts.SourceFile): Map<string, string> {
  const requests = new Map<string, string>();
  const visit = (node: ts.Node, owner: string): void => {
    let within = owner;
    if (ts.isClassDeclaration(node)) within = node.name?.text ?? '';
    if (ts.isMethodDeclaration(node)) within = `${owner}.${node.name.getText(script)}`;
    if (ts.isCallExpression(node) && node.expression.getText(script) === 'this._makeRequest') {
      const [method, path] = node.arguments;
      const template = path && pathTemplate(path);
      if (template && method && ts.isStringLiteral(method)) requests.set(within, `${method.text} ${template}`);
    }
    node.forEachChild((child) => visit(child, within));
  };
  visit(script, '');
  return requests;
}

/** Undefined for an address that is only known at run time (a thin event fetches its object from the address it carries). */
function pathTemplate(node: ts.Expression): string | undefined {
  if (ts.isStringLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const spans = node.templateSpans.map((span) => {
    const name = /encodeURIComponent\((\w+)\)/.exec(span.expression.getText())?.[1];
    if (!name) throw new Error(`A path with an expression: ${node.getText()}`);
    return `:${name}${span.literal.text}`;
  });
  return node.head.text + spans.join('');
}

function describe(stripe: StripePackage, schemas: SchemaTable, key: string, method: ts.MethodDeclaration): Operation {
  const { checker } = stripe;
  const declared = method.parameters.find((parameter) => parameter.name.getText() === 'params')?.type;
  const paramsType = declared ? checker.getTypeFromTypeNode(declared) : undefined;
  const symbol = paramsType?.aliasSymbol ?? paramsType?.symbol;
  const answer = answerOf(method);
  const answered = checker.getTypeFromTypeNode(answer.type);
  const types = membersOf(answered);
  const isDeleted = (type: ts.Type): boolean => type.symbol?.name.startsWith('Deleted') ?? false;
  const kinds = types.map((type) => objectKind(checker, type)).filter((kind) => kind !== undefined);
  const named = answered.aliasSymbol ? [answered] : types;
  const names = named.map((type) => typeName(stripe, type)).join(' | ');
  return {
    key,
    params: paramsType ? schemas.of(paramsType) : -1,
    result: [...new Set(kinds)].sort(),
    answers: {
      ...(answer.shape ? { shape: answer.shape } : {}),
      ...(types.length > 1 && types.some(isDeleted) ? { deleted: true as const } : {}),
    },
    paramsType: (symbol && stripe.nameOf(symbol)) ?? 'object',
    resultType: answer.wrap(names),
  };
}

function typeName(stripe: StripePackage, type: ts.Type): string {
  const symbol = type.aliasSymbol ?? type.symbol;
  return (symbol && stripe.nameOf(symbol)) ?? 'object';
}

interface Answer {
  type: ts.TypeNode;
  shape?: 'list' | 'search';
  wrap: (name: string) => string;
}

function answerOf(method: ts.MethodDeclaration): Answer {
  const wrappers: Record<string, Omit<Answer, 'type'>> = {
    Response: { wrap: (name) => name },
    ApiListPromise: { shape: 'list', wrap: (name) => `Stripe.ApiList<${name}>` },
    ApiSearchResultPromise: { shape: 'search', wrap: (name) => `Stripe.ApiSearchResult<${name}>` },
    V2ListPromise: { shape: 'list', wrap: (name) => `Stripe.V2List<${name}>` },
    StripeStreamResponse: { wrap: () => 'string' },
  };
  const find = (node: ts.TypeNode): Answer | undefined => {
    if (node.kind === ts.SyntaxKind.VoidKeyword) return { type: node, wrap: () => 'Record<string, never>' };
    if (!ts.isTypeReferenceNode(node)) return undefined;
    const wrapper = wrappers[node.typeName.getText()];
    const inner = node.typeArguments?.[0];
    if (wrapper) return { ...wrapper, type: inner ?? node };
    return inner ? find(inner) : undefined;
  };
  const answer = method.type && find(method.type);
  if (!answer) throw new Error(`An answer that cannot be read: ${method.name.getText()}: ${method.type?.getText()}`);
  return answer;
}
