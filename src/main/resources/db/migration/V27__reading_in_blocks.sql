-- The events of one booking are read block by block, each from where the one before ended.
drop index if exists booked_event_booking;
create index if not exists booked_event_booking on booked_event (settlement_id, booking_no, seq);

-- What many orders consist of is found by their numbers: for pairs of values H2 uses an index of just these two columns.
create index if not exists shop_order_number on shop_order (merchant, order_number);
create index if not exists order_part_number on order_part (merchant, order_number);
