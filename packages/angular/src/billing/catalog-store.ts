import { Service, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { CatalogView } from '@purser/contract';
import { keepLast } from './loaded.ts';
import type { Loaded } from './loaded.ts';
import { PaymentService } from './payment-service.ts';

/** What is for sale and under which brand; loaded once for the whole application. */
@Service()
export class CatalogStore {
  readonly #payments = inject(PaymentService);
  readonly catalog: Loaded<CatalogView> = keepLast(rxResource({ stream: () => this.#payments.getCatalog() }), () => '');

  /** The plan's name as people know it; the tier itself for a plan that is no longer in the catalog. */
  planName(tier: string): string {
    return this.catalog.value()?.plans.find((plan) => plan.id === tier)?.name ?? tier;
  }
}
