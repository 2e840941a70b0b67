-- What the merchant owed the provider before and after a settlement, as it states; null where it states nothing of debts.
alter table settlement add column if not exists debt_opening bigint;
alter table settlement add column if not exists debt_closing bigint;

-- Debts that were paid outside the settlements, as a person has noted: the settlement that first stated so, and how much.
create table if not exists debt_payment (
    profile         varchar(40)   not null,
    reference       varchar(120)  not null,
    amount          bigint        not null,
    note            varchar(400)  not null,
    noted_by        varchar(120)  not null,
    noted_at        timestamp with time zone not null,
    primary key (profile, reference)
);
