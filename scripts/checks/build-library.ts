// Builds @purser/angular as host applications get it. Its public types name the contract's, so the contract's declarations
// are made first.
import { resolve } from 'node:path';
import { runQuietly } from '../setup/run-command.mjs';

const compiler = 'node_modules/typescript-native/bin/tsc';
await runQuietly(process.execPath, [compiler, '-p', 'packages/angular/tsconfig.contract.json']);

const packager = resolve('node_modules/ng-packagr/src/cli/main.js');
await runQuietly(process.execPath, [packager, '-p', 'ng-package.json', '-c', 'tsconfig.lib.json'], {
  cwd: resolve('packages/angular'),
});
