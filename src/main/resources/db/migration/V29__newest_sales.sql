-- The newest sales of a profile are found without reading all of them: those of each settlement, from some instant on.
create index if not exists event_newest on event (settlement_id, happened_at desc);
