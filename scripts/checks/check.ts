// `npm run check`: what to run before every commit. `npm run check -- lint tidy` runs some of it.
import { chooseSteps } from './choose-steps.ts';
import { finish, runSteps, stopOnSignal } from './run-steps.ts';
import { checkSteps } from './steps.ts';

stopOnSignal(() => Promise.resolve());
const steps = chooseSteps(checkSteps(), process.argv.slice(2));
finish(await runSteps(steps, console.log), console.log);
