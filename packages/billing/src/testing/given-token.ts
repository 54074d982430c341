import { SignJWT, type JWTPayload } from 'jose';
import { testJwtSecret } from './given-billing.ts';

/** `Authorization` of a user, as the host application would send it. */
export async function givenToken(
  userId: string,
  { secret = testJwtSecret, expiresIn = '10m', ...claims }: JWTPayload & { secret?: string; expiresIn?: string } = {},
): Promise<{ authorization: string }> {
  const token = await new SignJWT({ email: `${userId}@example.test`, name: userId, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(secret));
  return { authorization: `Bearer ${token}` };
}
