-- What a target's general ledger has of what was entered there, month by month, as it was read back last.
create table if not exists ledger_month (
    merchant        varchar(40)   not null,
    in_month         char(7)       not null,
    read_at         timestamp with time zone not null,
    entered         int           not null,
    standing        int           not null,
    differing       int           not null,
    missing         int           not null,
    accepted        int           not null,
    apart           bigint        not null,
    primary key (merchant, in_month)
);

-- What others have booked in a month on an account on which a provider's money is followed.
create table if not exists ledger_others (
    merchant        varchar(40)   not null,
    in_month         char(7)       not null,
    account         varchar(20)   not null,
    vouchers        int           not null,
    amount          bigint        not null,
    examples        varchar(400)  not null,
    primary key (merchant, in_month, account)
);

-- Differences that are right, as a person says: the very same one is not told of again.
create table if not exists ledger_accepted (
    merchant        varchar(40)   not null,
    subject         varchar(160)  not null,
    reason          varchar(40)   not null,
    facts           varchar(4000) not null,
    note            varchar(400)  not null,
    accepted_by     varchar(120)  not null,
    accepted_at     timestamp with time zone not null,
    primary key (merchant, subject)
);
