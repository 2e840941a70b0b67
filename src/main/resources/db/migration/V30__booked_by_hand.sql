-- What a person booked by hand in the place of a posting: who said so, when, and what was done. Its number, where one was told,
-- is the posting's receipt, and the answer to the step that makes the document.
alter table posting add column if not exists hand_actor varchar(60);
alter table posting add column if not exists hand_at timestamp with time zone;
alter table posting add column if not exists hand_note varchar(400);
