import { HttpClient } from '@angular/common/http';
import { Service, effect, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { AccountStore, Announcer, CatalogStore, keepLast, toBillingProblem } from '@purser/angular';
import type { BillingProblem, Loaded } from '@purser/angular';
import type { SandboxAdvance, SandboxLogin, SandboxMailbox, SandboxState, SandboxToken } from '@purser/contract';
import { catchError, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { Session } from '../session/session.ts';
import { SignIn } from '../session/sign-in.ts';
import { SandboxClock } from './sandbox-clock.ts';

/** The sandbox's own API: its people, its clock and its mail. */
@Service()
export class SandboxStore {
  readonly #http = inject(HttpClient);
  readonly #session = inject(Session);
  readonly #signIn = inject(SignIn);
  readonly #clock = inject(SandboxClock);
  readonly #catalog = inject(CatalogStore).catalog;
  readonly #account = inject(AccountStore).account;
  readonly #announcer = inject(Announcer);
  readonly #busy = signal<'advance' | 'login' | null>(null);
  readonly #problem = signal<BillingProblem | null>(null);

  readonly busy = this.#busy.asReadonly();
  /** Why the last log-in or step of the clock did not happen. */
  readonly problem = this.#problem.asReadonly();
  readonly state = this.#loaded<SandboxState>('/api/sandbox');
  readonly mailbox = this.#loaded<SandboxMailbox>('/api/sandbox/mail');

  constructor() {
    effect(() => {
      const now = this.state.value()?.now;
      if (now !== undefined) this.#clock.set(new Date(now));
    });
  }

  logIn(user: SandboxLogin): void {
    this.#do('login', this.#http.post<SandboxToken>('/api/sandbox/login', user), ({ token }) => {
      this.#session.open(token);
      this.#signIn.done();
      this.#announcer.announce(`Signed in as ${this.#session.user()?.name ?? user.user_id}`);
    });
  }

  logOut(): void {
    this.#session.close();
    this.#signIn.done();
  }

  /** Moves Stripe's clock and ours. Answers only after every webhook of the time between was delivered. */
  advance(span: SandboxAdvance): void {
    this.#do('advance', this.#http.post<SandboxState>('/api/sandbox/advance', span), () => {
      this.state.reload();
      this.#account.reload();
      this.mailbox.reload();
      this.#announcer.announce('The sandbox’s clock has moved');
    });
  }

  dismissProblem(): void {
    this.#problem.set(null);
  }

  #do<T>(what: 'advance' | 'login', request: Observable<T>, done: (answer: T) => void): void {
    if (this.#busy() !== null) return;
    this.#busy.set(what);
    this.#problem.set(null);
    this.#asked(request).subscribe({
      next: (answer) => {
        this.#busy.set(null);
        done(answer);
      },
      error: (problem: BillingProblem) => {
        this.#busy.set(null);
        this.#problem.set(problem);
      },
    });
  }

  /** Beside a real Stripe account these addresses do not exist, and are not asked for. */
  #loaded<T>(url: string): Loaded<T> {
    const params = () => (this.#catalog.value()?.sandbox === true ? url : undefined);
    const resource = rxResource({ params, stream: ({ params: address }) => this.#asked(this.#http.get<T>(address)) });
    return keepLast(resource, () => '');
  }

  #asked<T>(request: Observable<T>): Observable<T> {
    return request.pipe(catchError((error: unknown) => throwError(() => toBillingProblem(error))));
  }
}
