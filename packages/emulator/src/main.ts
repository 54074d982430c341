import { enableCompileCache } from 'node:module';

// Some hundred files of TypeScript start in half the time when Node remembers what it made of them.
enableCompileCache();
const { fail, runEmulator } = await import('./run-emulator.ts');
runEmulator().catch(fail);
