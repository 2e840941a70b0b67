-- What a target has in another way than it was planned. The day it was planned for, where the target has it on booking_day instead;
-- and what the target put on its accounts for exchange differences over what the posting has there, minor units, a loss above zero.
alter table posting add column if not exists planned_day date;
alter table posting add column if not exists exchanged bigint default 0 not null;
