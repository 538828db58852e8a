merge into book values (1, 'Persuasion');
