-- Every price of ours that we have seen at Stripe, archived ones too: what a subscription's price means.
create table catalog_prices (
  price_id text primary key,
  lookup_key text,
  tier text,
  billing_period text check (billing_period in ('monthly', 'annual')),
  active boolean not null,
  amount bigint,
  currency text not null,
  product_id text not null,
  seen_at timestamptz not null
);

create index catalog_prices_by_lookup_key on catalog_prices (lookup_key) where active;

-- Ids that Stripe gave to things of the catalog which have no name of ours, such as the portal's configuration.
create table catalog_objects (
  catalog_id text not null,
  kind text not null,
  stripe_id text not null,
  primary key (catalog_id, kind)
);
