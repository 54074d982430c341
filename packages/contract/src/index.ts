export * from './errors.ts';
export * from './payments.ts';
export * from './catalog.ts';
export * from './sandbox.ts';
