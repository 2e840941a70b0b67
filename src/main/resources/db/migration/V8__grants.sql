-- What merchants have let Kvitta do at remote systems. Tokens are sealed: no secret stands here in the clear.
-- A pair of tokens is replaced by the next in one transaction; version counts the pairs, so that a late writer is noticed.
create table if not exists connection_grant (
    merchant        varchar(40)    not null,
    system          varchar(40)    not null,
    company         varchar(60)    not null,
    client          varchar(200)   not null,
    way             varchar(30)    not null,
    state           varchar(20)    not null,
    version         bigint         not null,
    access_token    varchar(16000),
    access_until    timestamp with time zone,
    refresh_token   varchar(16000),
    refresh_until   timestamp with time zone,
    renewed_at      timestamp with time zone not null,
    scopes          varchar(2000)  not null,
    company_name    varchar(200)   not null,
    granted_at      timestamp with time zone,
    granted_by      varchar(60)    not null,
    lease_holder    varchar(60),
    lease_until     timestamp with time zone,
    primary key (merchant, system, company, client, way)
);

-- Consents that were begun and are not finished. The state is kept as its hash.
create table if not exists connection_consent (
    state           varchar(64)    primary key,
    merchant        varchar(40)    not null,
    system          varchar(40)    not null,
    login           varchar(60)    not null,
    browser         varchar(64)    not null,
    expires_at      timestamp with time zone not null,
    used_at         timestamp with time zone
);

-- Access tokens were kept here alone; they are asked for anew.
drop table if exists target_token;
