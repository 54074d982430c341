import { DOCUMENT, Service, computed, inject, signal } from '@angular/core';

/** Who the token says is signed in. For greeting people only: the service alone checks the signature. */
export interface SessionUser {
  readonly id: string;
  readonly name: string;
}

const storageKey = 'purser.token';

/** The token of this tab. It ends with the tab, and a second tab can be somebody else. */
@Service()
export class Session {
  readonly #storage = inject(DOCUMENT).defaultView?.sessionStorage;
  readonly #token = signal<string | null>(this.#storage?.getItem(storageKey) ?? null);

  readonly token = this.#token.asReadonly();
  readonly user = computed(() => {
    const token = this.#token();
    return token === null ? null : userOf(token);
  });

  open(token: string): void {
    this.#storage?.setItem(storageKey, token);
    this.#token.set(token);
  }

  close(): void {
    this.#storage?.removeItem(storageKey);
    this.#token.set(null);
  }
}

function userOf(token: string): SessionUser | null {
  const claims = claimsOf(token);
  const id = claims['sub'];
  if (typeof id !== 'string') return null;
  const name = [claims['name'], claims['email']].find((claim) => typeof claim === 'string' && claim !== '');
  return { id, name: typeof name === 'string' ? name : id };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    // Not a JWT that a browser can read; the service may still know it.
    return {};
  }
}
