import type { PushStep, StripeCatalogState } from './push-step.ts';
import { reference } from './references.ts';
import type { WantedMeter } from './wanted-at-stripe.ts';

/** Meters are found by the name of their events; Stripe lets only the display name change. */
export function planMeters({
  wanted,
  state,
  known,
}: {
  wanted: WantedMeter[];
  state: StripeCatalogState;
  known: Map<string, string>;
}): { steps: PushStep[]; conflicts: string[] } {
  const steps: PushStep[] = [];
  const conflicts: string[] = [];
  for (const { params } of wanted) {
    const provides = reference('meter', params.event_name);
    const found = state.meters.find((meter) => meter.event_name === params.event_name && meter.status === 'active');
    if (found === undefined) {
      const retired = state.meters.filter((meter) => meter.event_name === params.event_name).length;
      steps.push({
        write: 'meters.create',
        params,
        name: `meter:${params.event_name}:after:${retired}`,
        provides,
        says: `create the meter "${params.display_name}" for events named ${params.event_name}`,
      });
      continue;
    }
    known.set(provides, found.id);
    if (found.default_aggregation.formula !== params.default_aggregation.formula) {
      conflicts.push(
        `Stripe's meter ${found.id} for ${params.event_name} counts by ${found.default_aggregation.formula}, the catalog ` +
          `by ${params.default_aggregation.formula}. Stripe cannot change it: use another event name, or deactivate the meter.`,
      );
    }
    if (found.display_name !== params.display_name) {
      steps.push({
        write: 'meters.update',
        id: found.id,
        params: { display_name: params.display_name },
        name: `meter:${found.id}:updated:${found.updated}`,
        says: `rename the meter "${found.display_name}" to "${params.display_name}"`,
      });
    }
  }
  return { steps, conflicts };
}
