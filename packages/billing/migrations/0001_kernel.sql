-- One row: what this database is, so that a test key never works on live data nor the other way round.
create table installation (
  "only" boolean primary key default true check ("only"),
  livemode boolean not null,
  sandbox_jwt_secret text not null,
  created_at timestamptz not null default now()
);

-- Tickets for looks at Stripe. No cache: a ticket drawn later must be greater, whichever session draws it.
create sequence look_ticket as bigint cache 1;

create table looks (
  object_id text primary key,
  ticket bigint not null
);
