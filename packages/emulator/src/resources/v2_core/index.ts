import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { resource } from '../../kernel/resource.ts';
import { findThinEvent } from '../../kernel/thin-events.ts';
import { v2List } from '../../kernel/v2-list.ts';
import { createDestination } from './create-destination.ts';
import { shownDestination } from './destination-fields.ts';
import { listThinEvents } from './list-thin-events.ts';
import { deleteDestination, disableDestination, enableDestination, pingDestination } from './destination-operations.ts';
import { updateDestination } from './update-destination.ts';

/** https://docs.stripe.com/api/v2/core/event_destinations */
export const eventDestinations = resource('v2.core.event_destination', {
  operations: {
    'POST /v2/core/event_destinations': createDestination,
    'GET /v2/core/event_destinations/:id': (tx, { path, params }) =>
      shownDestination(tx.get('v2.core.event_destination', path.id), params.include),
    'POST /v2/core/event_destinations/:id': updateDestination,
    'DELETE /v2/core/event_destinations/:id': deleteDestination,
    'POST /v2/core/event_destinations/:id/enable': enableDestination,
    'POST /v2/core/event_destinations/:id/disable': disableDestination,
    'POST /v2/core/event_destinations/:id/ping': pingDestination,
    'GET /v2/core/event_destinations': (tx, call) => {
      const { include } = call.params;
      const page = v2List(tx.list('v2.core.event_destination'), call);
      return { ...page, data: page.data.map((destination) => shownDestination(destination, include)) };
    },
  },
});

/** https://docs.stripe.com/api/v2/core/events */
export const thinEvents = resource('v2.core.event', {
  operations: {
    'GET /v2/core/events': listThinEvents,
    'GET /v2/core/events/:id': (tx, { path }) => {
      const event = findThinEvent(tx, path.id);
      if (!event) throw missing('event', path.id);
      return event as unknown as Stripe.V2.Core.Event;
    },
  },
});
