create table invoices (
  id text primary key,
  user_id text not null references customers (user_id),
  customer_id text not null,
  subscription_id text,
  status text not null,
  number text,
  billing_reason text,
  currency text not null,
  total bigint not null,
  amount_due bigint not null,
  amount_paid bigint not null,
  amount_remaining bigint not null,
  attempt_count integer not null,
  next_payment_attempt timestamptz,
  -- Stripe's decline code of the last attempt while the invoice is open.
  last_payment_error text,
  hosted_invoice_url text,
  invoice_pdf text,
  period_start timestamptz not null,
  period_end timestamptz not null,
  finalized_at timestamptz,
  paid_at timestamptz,
  created_at timestamptz not null
);

create index invoices_user on invoices (user_id, created_at);
create index invoices_subscription on invoices (subscription_id, created_at);

-- History, taken from the events and not from looks: that an attempt failed stays known after the invoice was paid.
create table payment_failures (
  invoice_id text not null references invoices (id) on delete cascade,
  attempt integer not null,
  event_id text not null,
  failed_at timestamptz not null,
  primary key (invoice_id, attempt)
);
