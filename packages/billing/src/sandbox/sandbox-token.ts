import type { SandboxLogin } from '@purser/contract';
import { SignJWT } from 'jose';
import type { Billing } from '../kernel/billing.ts';
import { realTime } from '../kernel/clock.ts';
import { tokenSecret } from '../kernel/installation.ts';

const hours = 12;

/** A token such as the host application would issue, for whoever somebody wants to be. Lives in real time. */
export async function issueSandboxToken(billing: Billing, login: SandboxLogin): Promise<string> {
  const secret = tokenSecret(billing);
  if (secret === null) throw new Error('A sandbox has a secret to sign tokens with.');
  const { issuer, audience } = billing.settings.auth;
  const issuedAt = Math.floor(realTime.now().getTime() / 1000);
  const token = new SignJWT({
    ...(login.email !== undefined && { email: login.email }),
    ...(login.name !== undefined && { name: login.name }),
    roles: login.roles ?? [],
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(login.user_id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + hours * 3600);
  if (issuer !== null) token.setIssuer(issuer);
  if (audience !== null) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}
