import { HttpErrorResponse } from '@angular/common/http';
import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { tap } from 'rxjs';
import { Session } from './session.ts';

/** Says to Purser's API, and to nobody else, who is asking. A token that is refused there is forgotten. */
export const sendToken: HttpInterceptorFn = (request, next) => {
  const session = inject(Session);
  const token = session.token();
  if (token === null || !request.url.startsWith('/api/')) return next(request);
  const signed = request.clone({ headers: request.headers.set('authorization', `Bearer ${token}`) });
  const forget = (error: unknown) => {
    // An answer that comes late must not sign out the next person.
    if (error instanceof HttpErrorResponse && error.status === 401 && session.token() === token) session.close();
  };
  return next(signed).pipe(tap({ error: forget }));
};
