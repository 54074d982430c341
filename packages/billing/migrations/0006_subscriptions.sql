create table subscriptions (
  id text primary key,
  user_id text not null references customers (user_id),
  customer_id text not null,
  status text not null,
  -- Derived from the price; null when no item of it is one of the catalog's plans.
  tier text,
  billing_period text,
  price_id text not null,
  amount bigint not null,
  currency text not null,
  quantity integer not null,
  current_period_start timestamptz not null,
  current_period_end timestamptz not null,
  cancel_at_period_end boolean not null,
  cancel_at timestamptz,
  canceled_at timestamptz,
  ended_at timestamptz,
  cancellation_reason text,
  trial_end timestamptz,
  -- The first failure that is still unpaid; the grace is counted from here.
  past_due_since timestamptz,
  latest_invoice_id text,
  default_payment_method_id text,
  created_at timestamptz not null
);

create index subscriptions_user on subscriptions (user_id);
