/**
 * What whoever runs the sandbox lends to billing: the people to be, and the one clock that Stripe's stand-in shares.
 * Billing itself knows of no emulator.
 */
export interface SandboxControl {
  readonly users: readonly SandboxUser[];
  /** Where Stripe's stand-in answers, for people who want to look inside. */
  readonly emulatorUrl: string | null;
  /** Moves the clock, and resolves when all that fell due on the way has reached billing's tables. */
  advance(to: Date): Promise<void>;
}

export interface SandboxUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
}
