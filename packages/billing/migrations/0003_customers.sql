-- One row for each user who ever checked out: reserved before Stripe is asked, so that racing requests create one customer.
create table customers (
  user_id text primary key,
  -- Null while reserved, and again once the customer was deleted at Stripe.
  customer_id text unique,
  -- Part of the idempotency key: raised when Stripe's customer is gone, so that the key cannot bring the dead one back.
  generation integer not null default 1,
  email text,
  name text,
  locale text,
  account_type text not null,
  signup_date timestamptz not null,
  default_payment_method_id text,
  created_at timestamptz not null default now()
);

-- Whose each customer of Stripe's is or was: events of a deleted one still arrive.
create table customer_links (
  customer_id text primary key,
  user_id text not null references customers (user_id),
  deleted_at timestamptz
);

create index customer_links_user on customer_links (user_id);
