create table checkout_sessions (
  -- Ours, and the seed of the idempotency key: what was asked of Stripe can be asked again and gives the same session.
  request_id text primary key,
  user_id text not null references customers (user_id),
  -- Null until Stripe has answered.
  session_id text unique,
  tier text not null,
  billing_period text not null,
  price_id text not null,
  -- Exactly what Stripe is sent: the same key must come with the same parameters.
  params jsonb not null,
  status text not null check (status in ('creating', 'open', 'complete', 'expired', 'failed')),
  payment_status text,
  subscription_id text,
  invoice_id text,
  amount_total bigint,
  currency text,
  email text,
  -- When a second subscription was paid for: it is cancelled and its money goes back.
  return_state text check (return_state in ('due', 'done')),
  returned_amount bigint,
  created_at timestamptz not null,
  expires_at timestamptz
);

-- Two racing requests of one user: one of them reserves, the other finds its reservation.
create unique index checkout_sessions_unfinished on checkout_sessions (user_id) where status in ('creating', 'open');
create index checkout_sessions_subscription on checkout_sessions (subscription_id);
create index checkout_sessions_return_due on checkout_sessions (created_at) where return_state = 'due';
