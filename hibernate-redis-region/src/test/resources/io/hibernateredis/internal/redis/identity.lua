-- identity: returns what it is given.

return {ARGV[1]}
