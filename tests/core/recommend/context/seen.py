"""What was seen, as the tests of hours and places look at it."""

import pandas as pd


def later(world, cut):
    """Return title, local hour and kind of day of what was watched after the cut."""
    seen = world.viewings[world.viewings["at"] >= cut]
    homes = world.members.merge(world.places, on="place_id").set_index("member_id")
    offset = seen["member_id"].map(homes["utc_offset_h"])
    local = seen["at"] + pd.to_timedelta(offset, unit="h")
    title = pd.Index(world.titles["title_id"]).get_indexer(seen["title_id"])
    return title, local.dt.hour.to_numpy(), (local.dt.day_of_week >= 5).to_numpy().astype(int)


def row(world, title_id):
    return pd.Index(world.titles["title_id"]).get_loc(title_id)


def shares(world, before):
    seen = world.viewings[world.viewings["at"] < before]["title_id"].value_counts(normalize=True)
    return seen.reindex(world.titles["title_id"]).fillna(0.0).to_numpy()
