import type { SandboxControl } from './sandbox-control.ts';

/** The sandbox: what exists only while no Stripe key is set and money is pretended. */
export { planAdvance } from './plan-advance.ts';
export type { SandboxControl, SandboxUser } from './sandbox-control.ts';

declare module '../kernel/billing.ts' {
  interface Billing {
    /** Lent by whoever runs the sandbox; absent in every other process. */
    readonly sandbox?: SandboxControl;
  }
}
