-- Whose books at a target the first of a merchant's postings went into: the numbers of its documents are of that company.
create table if not exists delivered_to (
    merchant varchar(40)  not null,
    target   varchar(40)  not null,
    company  varchar(200) not null,
    since    timestamp with time zone not null,
    primary key (merchant, target)
);
