-- What is about one invoice follows it: its payments, and what takes it back. invoice_key is the key of the booking that
-- makes the invoice; null for a posting that is about none, or about one that Kvitta did not make.
alter table posting add column if not exists invoice_key varchar(300);
create index if not exists posting_invoice on posting (profile, invoice_key);

-- What the target answered to a step, in its own words: the number of an invoice, a payment or a file.
alter table step add column if not exists answer varchar(120);
create index if not exists step_answer on step (merchant, name, answer);
update step set answer = (
    select max(a.detail) from step_attempt a
    where a.posting_id = step.posting_id and a.seq = step.seq and a.outcome = 'DONE')
where name = 'upload' and state = 'DONE' and answer is null;
