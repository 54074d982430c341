import { ALLOWED, UNDECLARED_CODES, UNDECLARED_PATHS } from './allowed.ts';
import { compareShape } from './compare-shape.ts';
import type { Problem } from './compare-shape.ts';
import type { DeclaredTypes } from './declared-types.ts';
import type { Recorded } from './recording.ts';

export interface Report {
  readonly answers: number;
  readonly events: number;
  /** Operations that were answered well at least once. */
  readonly called: ReadonlySet<string>;
  /** Each place in the declarations once, with the first example. */
  readonly problems: readonly FoundProblem[];
}

export interface FoundProblem extends Problem {
  /** The operation or event type where it was first seen. */
  readonly source: string;
  count: number;
}

/** Compares everything that was recorded with what the `stripe` package declares. */
export async function checkConformance(recordings: AsyncIterable<Recorded>, types: DeclaredTypes): Promise<Report> {
  const problems = new Map<string, FoundProblem>();
  const called = new Set<string>();
  let [answers, events] = [0, 0];
  for await (const recorded of recordings) {
    const source = sourceOf(recorded);
    if (recorded.kind === 'event') events += 1;
    else answers += 1;
    if (recorded.kind === 'answer' && recorded.status < 400) called.add(recorded.operation);
    for (const problem of problemsOf(recorded, types)) {
      if (problem.problem === 'undeclared' && Object.hasOwn(ALLOWED, problem.declaration)) continue;
      const key = `${problem.problem} ${problem.declaration}`;
      const known = problems.get(key);
      if (known === undefined) problems.set(key, { ...problem, source, count: 1 });
      else known.count += 1;
    }
  }
  return { answers, events, called, problems: [...problems.values()] };
}

function sourceOf(recorded: Recorded): string {
  return recorded.kind === 'answer' ? `${recorded.operation} (${recorded.status})` : `event ${typeOf(recorded.body)}`;
}

function problemsOf(recorded: Recorded, types: DeclaredTypes): Problem[] {
  if (recorded.kind === 'event') return eventProblems(recorded.body, types);
  if (UNDECLARED_PATHS.test(recorded.operation)) return [];
  const isV2 = / \/v2\//.test(recorded.operation);
  if (recorded.status >= 400) return isV2 ? v2ErrorProblems(recorded.body) : errorProblems(recorded.body, types);
  const shape = types.answer(recorded.operation);
  return shape === undefined
    ? [unknown(recorded.operation, 'no such operation is declared')]
    : compareShape(recorded.body, shape, { hasNulls: isV2 });
}

/** The package declares no errors of v2; Stripe's specification asks for a code and a message. */
function v2ErrorProblems(body: unknown): Problem[] {
  const { code, message } = (body as { error?: { code?: unknown; message?: unknown } }).error ?? {};
  const isError = typeof code === 'string' && typeof message === 'string';
  return isError ? [] : [unknown('error', 'an error of v2 without `code` or `message`')];
}

function eventProblems(body: unknown, types: DeclaredTypes): Problem[] {
  const shape = types.event(typeOf(body));
  return shape === undefined
    ? [unknown(`event ${typeOf(body)}`, 'no such event is declared')]
    : compareShape(body, shape);
}

/** The package declares an error's fields where an object keeps its last one. */
function errorProblems(body: unknown, types: DeclaredTypes): Problem[] {
  const shape = types.object('payment_intent')?.objects[0]?.fields.get('last_payment_error')?.shape;
  const error = (body as { error?: unknown } | null)?.error;
  if (shape === undefined || error === undefined) return [unknown('error', 'an error answer without `error`')];
  const problems = compareShape(error, shape);
  const isKnown = Object.hasOwn(UNDECLARED_CODES, String((error as { code?: unknown } | null)?.code));
  return isKnown ? problems.filter(({ path }) => path !== 'code') : problems;
}

function typeOf(event: unknown): string {
  return String((event as { type?: unknown } | null)?.type);
}

function unknown(declaration: string, detail: string): Problem {
  return { path: '', declaration, problem: 'undeclared', detail };
}
