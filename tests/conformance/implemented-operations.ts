import { resources } from '../../packages/emulator/src/resources/index.ts';

/** Every operation that the emulator carries out. */
export function implementedOperations(): string[] {
  return resources.flatMap((resource) => Object.keys(resource.operations ?? {})).sort();
}
