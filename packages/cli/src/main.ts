#!/usr/bin/env node
import { createProgram } from './program.ts';

try {
  await createProgram(process.env).parseAsync();
} catch (error) {
  const { complaintOf } = await import('./complaint.ts');
  console.error(complaintOf(error, { isVerbose: process.env['LOG_LEVEL'] === 'debug' }));
  process.exitCode = 1;
}
// What a library may still hold open is of no use to anybody now.
process.exit();
