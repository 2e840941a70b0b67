-- One booking of a large settlement is found without looking at all of them. posting_settlement stays: a constraint has it.
create index if not exists posting_booking on posting (settlement_id, booking_no);

-- What is due is found without looking at what is done: of one merchant, and of all.
drop index if exists step_due;
create index if not exists step_due on step (state, merchant, due_at);
