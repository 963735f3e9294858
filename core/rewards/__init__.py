"""Points, the leaderboard and the marketplace: one ledger, whose balances are sums."""
