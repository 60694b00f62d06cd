# Il nome della lingua nella lingua stessa.
language-name = Italiano
