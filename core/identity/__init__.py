"""Who is here: guests, accounts, sample members and the presenter."""
