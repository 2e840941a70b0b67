-- What the check of the books after a delivery looks for: what has changed since the one before.
create index if not exists posting_changed on posting (merchant, updated_at);
create index if not exists settlement_changed on settlement (merchant, updated_at);
