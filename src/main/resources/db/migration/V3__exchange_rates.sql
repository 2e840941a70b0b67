-- What publishers of exchange rates have said, kept for ever, so that nothing is asked for twice. Every statement can be
-- repeated; see V1.

-- A rate as it was published, text for text: against the publisher's own currency, in the publisher's direction. A row
-- that holds no usable rate is kept as it is, so that it can be told, until a usable one takes its place.
create table if not exists exchange_rate (
    source          varchar(40)   not null,
    currency        char(3)       not null,
    bank_day        date          not null,
    rate            varchar(40)   not null,
    fetched_at      timestamp with time zone not null,
    primary key (source, currency, bank_day)
);

-- Days of which everything is known for good: one without a row above has no rate (a weekend, a holiday, an ended
-- currency). Spans may overlap.
create table if not exists exchange_rate_known (
    source          varchar(40)   not null,
    currency        char(3)       not null,
    from_day        date          not null,
    through_day     date          not null,
    primary key (source, currency, from_day)
);

-- What was asked for lately and, when there is one, why nothing came of it.
create table if not exists exchange_rate_asked (
    source          varchar(40)   not null,
    currency        char(3)       not null,
    from_day        date          not null,
    through_day     date          not null,
    asked_at        timestamp with time zone not null,
    reason          varchar(40),
    facts           varchar(4000),
    primary key (source, currency, from_day)
);

-- When a publisher may be called again, how often in a row it failed, and why.
create table if not exists exchange_rate_source (
    source          varchar(40)   not null primary key,
    free_at         timestamp with time zone not null,
    failures        int           not null,
    reason          varchar(40),
    facts           varchar(4000)
);
