// Builds the web app as `npm start` does, if it is not built.
import { resolve } from 'node:path';
import { buildWebApp } from '../setup/web-app.mjs';

await buildWebApp({ root: resolve('.'), node: process.execPath, tell: console.log });
