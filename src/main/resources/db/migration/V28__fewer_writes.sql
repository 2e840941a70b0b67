-- H2 commits whenever the numbers that it has taken ahead are used up, with all that is unwritten. On PostgreSQL each session takes
-- its own, and numbers would not tell any more what came first: there none are taken ahead.
alter table posting alter column id set cache ${idsAhead};
alter table step_attempt alter column id set cache ${idsAhead};
alter table audit alter column id set cache ${idsAhead};

-- H2 writes every index of a row that changes: the shorter its entries are, and the nearer together those of one merchant, the less.
drop index if exists step_answer;
create index if not exists step_answer on step (answer, merchant);
