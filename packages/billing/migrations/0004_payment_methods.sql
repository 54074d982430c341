create table payment_methods (
  id text primary key,
  customer_id text not null,
  type text not null,
  brand text,
  last4 text,
  exp_month integer,
  exp_year integer
);

create index payment_methods_customer on payment_methods (customer_id);
