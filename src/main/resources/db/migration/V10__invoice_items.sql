-- An invoice's details hold the lines of its order, and the lines of an order their article numbers and quantities: room for
-- some thousand of them.
alter table posting alter column details set data type varchar(400000);
alter table shop_order alter column basket set data type varchar(400000);
