import { resource } from '../kernel/resource.ts';
import type { Resource } from '../kernel/resource.ts';
import './page-draft.ts';

/** What the pages keep for themselves. Apart from the pages, so that listing the resources does not load them. */
export const pageResources: readonly Resource[] = [resource('_page_draft', {})];
