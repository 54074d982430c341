import type { Resource } from '../kernel/resource.ts';
import { deliveries, events } from './events/index.ts';
import { testClocks } from './test_helpers/index.ts';
import { webhookEndpoints } from './webhook_endpoints/index.ts';

/** Every resource that the emulator serves, one line each. */
export const resources: readonly Resource[] = [
  // The kernel's own
  events,
  deliveries,
  testClocks,
  webhookEndpoints,
];
