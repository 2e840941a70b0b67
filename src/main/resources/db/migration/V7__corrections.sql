-- Payouts that are told anew after they were booked: what stands is corrected by new postings, and never edited.

-- Who has accepted that a document tells a known payout differently; empty until somebody has.
alter table document add column if not exists retold_by varchar(60);

-- The later telling that counts instead of this one; what this one booked stands, with the later one's corrections.
alter table settlement add column if not exists retold_as bigint;
create index if not exists settlement_retold on settlement (retold_as);
create index if not exists settlement_reference on settlement (profile, reference);

-- The posting that a posting corrects.
alter table posting add column if not exists corrects bigint;
create index if not exists posting_corrects on posting (corrects);

-- Of a payout that is told anew: the same event in the telling before, and whether it says something else now.
create table if not exists told_before (
    settlement_id   bigint        not null,
    seq             int           not null,
    of_settlement   bigint        not null,
    of_seq          int           not null,
    changed         int           not null,
    primary key (settlement_id, seq)
);
create index if not exists told_before_of on told_before (of_settlement, of_seq);

-- Of a payout that is told anew: the postings that together stand for one of its bookings, earlier ones and corrections.
create table if not exists standing (
    settlement_id   bigint        not null,
    booking_no      int           not null,
    posting_id      bigint        not null,
    primary key (settlement_id, booking_no, posting_id)
);
create index if not exists standing_posting on standing (posting_id);

-- A booking whose correction waits for a person. Once somebody has corrected it by hand, settled_by says who.
create table if not exists correction_wait (
    settlement_id   bigint        not null,
    booking_no      int           not null,
    booking_key     varchar(300)  not null,
    reason          varchar(40)   not null,
    facts           varchar(4000) not null,
    since           timestamp with time zone not null,
    settled_by      varchar(60),
    primary key (settlement_id, booking_no)
);

-- Events that are booked and not told so any more: until the day of the correction where that is another than their own,
-- or, while it is null, as long as the correction waits.
create table if not exists untold_event (
    settlement_id   bigint        not null,
    booking_no      int           not null,
    of_settlement   bigint        not null,
    of_seq          int           not null,
    until_day       date,
    primary key (settlement_id, of_settlement, of_seq)
);
