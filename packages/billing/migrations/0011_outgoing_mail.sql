-- Mail to customers: written in the transaction of what it tells of, delivered by the worker afterwards.
create table outgoing_mail (
  id text primary key,
  kind text not null,
  -- What the mail is about, e.g. an invoice and its attempt: nobody gets the same mail twice.
  key text not null,
  recipient text not null,
  props jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'sent', 'dropped', 'parked')),
  attempts integer not null default 0,
  -- In real time, also where the sandbox's clock was moved. While a worker sends, when another may try instead.
  due_at timestamptz not null,
  queued_at timestamptz not null,
  settled_at timestamptz,
  last_error text,
  -- Kept in the sandbox alone, for its mailbox.
  subject text,
  body_text text,
  body_html text,
  unique (kind, key)
);

create index outgoing_mail_due on outgoing_mail (due_at) where state = 'queued';
