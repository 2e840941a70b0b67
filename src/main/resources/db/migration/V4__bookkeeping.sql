-- What bookkeeping needs beyond the main job: which booking each event went into, decisions of persons, bookings that
-- no settlement brings (an opening balance, reverse charge, closing entries), and what a shop says an order consists of.
alter table event add column if not exists subject varchar(200) default '' not null;
alter table event add column if not exists method varchar(40) default '' not null;

alter table settlement add column if not exists bank_day date;

alter table posting alter column settlement_id drop not null;
alter table posting add column if not exists booking_no int default 0 not null;
alter table posting add column if not exists details varchar(8000);
alter table posting_row add column if not exists vat_period varchar(7);
alter table posting_row add column if not exists department varchar(20) default '' not null;
alter table posting_row add column if not exists dimensions varchar(400) default '' not null;
create index if not exists posting_row_role on posting_row (role);

-- Every event that is in a booking: which one (posting.booking_no of the same settlement), and how its VAT was decided.
-- Rows of a settlement that is not planned yet, and of events that wait in held_event, do not count.
create table if not exists booked_event (
    settlement_id   bigint        not null,
    seq             int           not null,
    booking_no      int           not null,
    booked_day      date          not null,
    tax             varchar(2000) not null,
    primary key (settlement_id, seq)
);
create index if not exists booked_event_booking on booked_event (settlement_id, booking_no);

-- Events that are in no booking because the profile's modes leave them to somebody else, counted per reason.
create table if not exists unbooked_count (
    settlement_id   bigint        not null,
    reason          varchar(40)   not null,
    happened_month  char(7)       not null,
    events          int           not null,
    primary key (settlement_id, reason, happened_month)
);

-- What a person decided about an event that waited.
create table if not exists decision (
    settlement_id   bigint        not null,
    seq             int           not null,
    choice          varchar(20)   not null,
    account         char(4),
    decided_on      date          not null,
    actor           varchar(60)   not null,
    note            varchar(300)  not null,
    primary key (settlement_id, seq)
);

-- Bookings that come from no settlement. The key makes each of them happen once.
create table if not exists occasion (
    profile         varchar(40)   not null,
    occasion_key    varchar(200)  not null,
    posting_id      bigint        not null,
    entered_at      timestamp with time zone not null,
    primary key (profile, occasion_key)
);

-- What a shop or a checkout session says that an order consists of; basket is JSON.
create table if not exists shop_order (
    merchant        varchar(40)   not null,
    order_number    varchar(200)  not null,
    part            varchar(200)  not null,
    stated_by       varchar(10)   not null,
    basket          varchar(60000) not null,
    delivered_on    date,
    received_at     timestamp with time zone not null,
    primary key (merchant, order_number, part, stated_by)
);

-- A supplier's invoice over a month's fees, as a person has confirmed it: what reverse charge is booked from.
create table if not exists fee_invoice (
    profile         varchar(40)   not null,
    fee_month       char(7)       not null,
    currency        char(3)       not null,
    invoice_number  varchar(60)   not null,
    invoice_day     date          not null,
    base            bigint        not null,
    actor           varchar(60)   not null,
    confirmed_at    timestamp with time zone not null,
    primary key (profile, fee_month, currency)
);
