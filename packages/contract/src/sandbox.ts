import { z } from 'zod';

/** Shapes of `/api/sandbox/…`, which exists only while there is no `STRIPE_SECRET_KEY`. */

export const SandboxLogin = z
  .strictObject({
    user_id: z.string().min(1).max(255),
    email: z.email().optional(),
    name: z.string().max(150).optional(),
    roles: z.array(z.string()).optional(),
  })
  .meta({ id: 'SandboxLogin' });
export type SandboxLogin = z.infer<typeof SandboxLogin>;

export const SandboxToken = z.object({ token: z.string() }).meta({ id: 'SandboxToken' });
export type SandboxToken = z.infer<typeof SandboxToken>;

export const SandboxMail = z
  .object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string(), sent_at: z.iso.datetime() })
  .meta({ id: 'SandboxMail' });
export type SandboxMail = z.infer<typeof SandboxMail>;

/** `GET /api/sandbox/mail`, newest first. */
export const SandboxMailbox = z.object({ mail: z.array(SandboxMail) }).meta({ id: 'SandboxMailbox' });
export type SandboxMailbox = z.infer<typeof SandboxMailbox>;

/** `GET /api/sandbox`: what the sandbox bar shows. */
export const SandboxState = z
  .object({
    now: z.iso.datetime().describe('The sandbox’s clock'),
    users: z.array(z.object({ user_id: z.string(), email: z.string(), name: z.string(), roles: z.array(z.string()) })),
    emulator_url: z.string().nullable(),
  })
  .meta({ id: 'SandboxState' });
export type SandboxState = z.infer<typeof SandboxState>;

/** `POST /api/sandbox/advance`: moves the sandbox's one clock; Stripe's and ours. Give `to`, or one of the spans. */
export const SandboxAdvance = z
  .strictObject({
    to: z.iso.datetime().optional(),
    days: z.number().int().positive().max(731).optional(),
    months: z.number().int().positive().max(24).optional(),
  })
  .meta({ id: 'SandboxAdvance' });
export type SandboxAdvance = z.infer<typeof SandboxAdvance>;
