-- Of buyers who have a customer card of the company's own: its number, beside the number that our card would have, which holds no
-- more of the buyer than a hash, or the VAT number of a business.
create table if not exists customer_card (
    merchant        varchar(40)   not null,
    company         varchar(200)  not null,
    card            varchar(200)  not null,
    customer_number varchar(1024) not null,
    chosen_at       timestamp with time zone not null,
    primary key (merchant, company, card)
);

-- What orders and postings of a merchant may hold of buyers, words with blanks between them; without a row it may be anything. When
-- a merchant keeps less, the rest is taken out, and once more at again_at.
create table if not exists buyer_data (
    merchant        varchar(40)   not null primary key,
    kept            varchar(200)  not null,
    again_at        timestamp with time zone
);
