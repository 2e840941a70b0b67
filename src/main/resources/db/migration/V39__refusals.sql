-- A system may refuse calls although it gives tokens. When a token was last replaced for that, so that not every call replaces one; and
-- whether a person has been told, until a call is taken again.
alter table connection_grant add column if not exists refused_at timestamp with time zone;
alter table connection_grant add column if not exists refusal_told boolean default false not null;

-- Days that a finding is about, as first/last with blanks between them; empty when it is about all.
alter table finding add column if not exists days varchar(400) default '' not null;
