-- Every delivery of Stripe's, stored once under Stripe's event id before it is answered. The raw text stays, so that an
-- event can be looked at and worked through again whatever the program made of it.
create table webhook_events (
  id text primary key,
  type text not null,
  -- What the event is about, as `<refresher>:<id>`; null when nothing here looks at such events.
  look_key text,
  object_id text,
  livemode boolean not null,
  api_version text,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  payload text not null,
  state text not null check (state in ('pending', 'done', 'ignored', 'parked')),
  -- Why it was ignored or parked, in words.
  reason text,
  attempts integer not null default 0,
  -- Real time, unlike the rest: when a worker may take it (again), and until when one has it.
  due_at timestamptz not null,
  claimed_until timestamptz,
  done_at timestamptz
);

create index webhook_events_pending on webhook_events (due_at) where state = 'pending';
create index webhook_events_pending_look on webhook_events (look_key) where state = 'pending';
create index webhook_events_object on webhook_events (object_id, occurred_at);
create index webhook_events_parked on webhook_events (received_at) where state = 'parked';
