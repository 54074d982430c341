import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { sendToken } from './send-token.ts';
import { Session } from './session.ts';

function given(token: string | null) {
  sessionStorage.clear();
  TestBed.configureTestingModule({
    providers: [provideHttpClient(withInterceptors([sendToken])), provideHttpClientTesting()],
  });
  const session = TestBed.inject(Session);
  if (token !== null) session.open(token);
  return { session, client: TestBed.inject(HttpClient), http: TestBed.inject(HttpTestingController) };
}

describe('the session', () => {
  it('says to Purser’s API who asks, and to nobody else', () => {
    const { client, http } = given('a.b.c');
    client.get('/api/payments/account').subscribe();
    client.get('https://elsewhere.example/api/').subscribe();
    expect(http.expectOne('/api/payments/account').request.headers.get('authorization')).toBe('Bearer a.b.c');
    expect(http.expectOne('https://elsewhere.example/api/').request.headers.has('authorization')).toBe(false);
  });

  it('ends when its token is refused, but not by a late answer to the one before', () => {
    const { session, client, http } = given('old.token.x');
    const refused = { status: 401, statusText: 'Unauthorized' };
    client.get('/api/payments/account').subscribe({ error: () => undefined });
    session.open('new.token.x');
    http.expectOne('/api/payments/account').flush(null, refused);
    expect(session.token()).toBe('new.token.x');
    client.get('/api/payments/account').subscribe({ error: () => undefined });
    http.expectOne('/api/payments/account').flush(null, refused);
    expect(session.token()).toBeNull();
    expect(sessionStorage.getItem('purser.token')).toBeNull();
  });

  it('greets people by what their token says, however it is written', () => {
    const claims = btoa(
      String.fromCharCode(...new TextEncoder().encode('{"sub":"u1","name":"Zoë","email":"z@x.example"}')),
    );
    const { session } = given(`x.${claims.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}.y`);
    expect(session.user()).toEqual({ id: 'u1', name: 'Zoë' });
    session.open('opaque');
    expect(session.user()).toBeNull();
  });
});
