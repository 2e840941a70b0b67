-- The first reference of an order as the provider states it, where the merchant has the order's number elsewhere.
alter table event add column if not exists first_ref varchar(200);
