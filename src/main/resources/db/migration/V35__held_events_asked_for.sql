-- Events that wait for a question to the target are found without looking at all that wait.
create index if not exists held_event_reason on held_event (reason);

-- Of plans of a settlement's held events that are made beside each other, on whatever nodes, only the one begun last counts.
alter table settlement add column if not exists held_plan varchar(36);
