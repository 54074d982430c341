import type { Resource } from '../kernel/resource.ts';

/** Every resource that the emulator serves, one line each. */
export const resources: readonly Resource[] = [];
