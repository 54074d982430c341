import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { defineCatalog, type Catalog } from '@purser/billing/catalog';
import { Complaint } from './complaint.ts';

const shipped = ['mmarkov', 'talents'];

/**
 * Reads a catalog.
 *
 * @param name One of the catalogs that come with Purser, or the path of a module that exports one by default.
 * @throws CatalogError with all that is wrong in it; Complaint when there is no such file.
 */
export async function loadCatalog(name: string): Promise<Catalog> {
  const path = shipped.includes(name) ? shippedPath(name) : resolve(name);
  if (!existsSync(path)) {
    throw new Complaint(`There is no catalog "${name}". Say ${shipped.join(' or ')}, or the path of a catalog file.`);
  }
  const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  if (!isCatalogLike(module.default)) {
    throw new Complaint(`${path} does not export a catalog by default: export default defineCatalog({ … }).`);
  }
  // A file in plain JavaScript may have left defineCatalog out.
  return defineCatalog(module.default);
}

function shippedPath(name: string): string {
  return fileURLToPath(new URL(`../../../catalogs/${name}.ts`, import.meta.url));
}

function isCatalogLike(value: unknown): value is Catalog {
  return typeof value === 'object' && value !== null && 'id' in value && 'plans' in value && 'brand' in value;
}
