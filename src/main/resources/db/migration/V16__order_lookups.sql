-- What providers answer when they are asked for an order: what was captured and refunded of it, and how the asking went. What
-- an order, a capture or a refund consists of is in shop_order.
alter table shop_order alter column basket set data type varchar(1000000);

create table if not exists order_part (
    merchant        varchar(40)   not null,
    order_number    varchar(200)  not null,
    part            varchar(200)  not null,
    kind            varchar(10)   not null,
    amount          bigint        not null,
    currency        char(3)       not null,
    happened_at     timestamp with time zone not null,
    primary key (merchant, order_number, part)
);

-- One row per order that was asked for. State: TOLD, or NOT_HAD for good, or LATER and then again_at says when.
create table if not exists order_lookup (
    profile         varchar(40)   not null,
    order_number    varchar(200)  not null,
    state           varchar(10)   not null,
    asked_at        timestamp with time zone not null,
    again_at        timestamp with time zone,
    failures        int           not null,
    reason          varchar(40),
    facts           varchar(4000),
    primary key (profile, order_number)
);

-- How a profile's source stands: when orders may be asked for again, and what went wrong last.
create table if not exists order_source (
    profile         varchar(40)   not null,
    free_at         timestamp with time zone not null,
    failures        int           not null,
    reason          varchar(40),
    facts           varchar(4000),
    primary key (profile)
);
