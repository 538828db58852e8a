create table book (id bigint primary key, title varchar(255));
create table author (id bigint primary key, name varchar(255));
insert into book values (1, 'Emma');
