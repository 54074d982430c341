// `npm run bench -- emulator` runs bench/emulator.ts; without a name it lists what there is.
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const [name] = process.argv.splice(2, 1);

if (name !== undefined && names.includes(name)) {
  await import(`./${name}.ts`);
} else {
  const known = names.length === 0 ? 'There is none yet' : `There are: ${names.join(', ')}`;
  console.error(
    name === undefined ? `npm run bench -- <name>. ${known}.` : `No benchmark is called '${name}'. ${known}.`,
  );
  process.exitCode = 2;
}
