-- What a user may use now, kept so that a change of it can be seen and followed.
create table entitlements (
  user_id text primary key references customers (user_id),
  tier text,
  subscription_id text,
  -- When this stops being true by time alone: the end of a grace.
  valid_until timestamptz,
  derived_at timestamptz not null
);

create index entitlements_valid_until on entitlements (valid_until) where valid_until is not null;
