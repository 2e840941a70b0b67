-- What the claim of a document came to that the merchant has made himself, and that was taken for the posting: minor units of the books'
-- currency, debit positive. Null where the target has what the posting says.
alter table posting add column if not exists their_claim bigint;
