export type { BillingSettings } from './billing-cycle/settings.ts';
export { createClock } from './kernel/clock.ts';
export type { MainClock } from './kernel/clock.ts';
export { createEmulator } from './create-emulator.ts';
export type { Emulator, EmulatorOptions } from './create-emulator.ts';
export type { Fault, FaultDefinition } from './kernel/faults.ts';
export type { LoggedRequest } from './kernel/request-log.ts';
export type { Snapshot } from './kernel/snapshot.ts';
export type { WebhookAttempt } from './kernel/webhooks.ts';
