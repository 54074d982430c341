-- Money that is owed is tried for again and again, but not every second.
alter table checkout_sessions
  add column return_attempts integer not null default 0,
  -- Real time: when a worker may try (again).
  add column return_due_at timestamptz;
