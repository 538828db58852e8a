update book set title = 'Persuasion' where id = 1;
