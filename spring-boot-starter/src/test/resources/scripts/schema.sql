create table if not exists book (id bigint primary key, title varchar(255));
create table if not exists author (id bigint primary key, name varchar(255));
