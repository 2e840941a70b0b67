-- Events that providers' webhooks have told of: the same event is one hint, however often it is sent.
create table if not exists hint (
    hint_key        varchar(300)  not null primary key,
    at              timestamp with time zone not null
);
create index if not exists hint_age on hint (at);

-- By which place of a source's or profile's chain payments of a settlement have their order's number, as it was taken in; an empty
-- place is none.
create table if not exists number_hit (
    profile         varchar(40)   not null,
    reference       varchar(200)  not null,
    payout_day      date          not null,
    place           varchar(200)  not null,
    payments        int           not null,
    primary key (profile, reference, place)
);
create index if not exists number_hit_day on number_hit (payout_day);
