-- The newest payout day of a profile's reports that are tables, by the way they come: older reports say nothing of how they look now.
create table if not exists report_layout (
    profile         varchar(40)   not null,
    origin          varchar(16)   not null,
    payout_day      date          not null,
    primary key (profile, origin)
);

-- Their columns. State: HAD, or GONE when it was there and is not any more, or LACKING when it never was; those are columns that let
-- more be booked. UNUSED: nothing is read of it.
create table if not exists report_column (
    profile         varchar(40)   not null,
    origin          varchar(16)   not null,
    name            varchar(120)  not null,
    state           varchar(8)    not null,
    since           timestamp with time zone not null,
    primary key (profile, origin, name)
);
