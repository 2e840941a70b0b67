-- What a target was asked about what others have booked, and what a person said of it.

-- Whether an amount stood on a bank account within some days when it was last asked; an answer without a day says no.
create table if not exists bank_look (
    merchant        varchar(40)   not null,
    account         varchar(20)   not null,
    currency        char(3)       not null,
    amount          bigint        not null,
    day_from        date          not null,
    day_until       date          not null,
    looked_at       timestamp with time zone not null,
    booked_on       date,
    voucher         varchar(80)   not null,
    primary key (merchant, account, currency, amount, day_from, day_until)
);

-- Credit invoices that a person has paid back some other way, and says so: they are not told of again.
create table if not exists outside_refund (
    merchant        varchar(40)   not null,
    invoice         varchar(60)   not null,
    note            varchar(400)  not null,
    noted_by        varchar(120)  not null,
    noted_at        timestamp with time zone not null,
    primary key (merchant, invoice)
);

-- The last day that the target has locked, as it told in the last look.
alter table preflight add column if not exists locked_through date;
