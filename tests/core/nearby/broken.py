"""Releases that look private and are not: the attacks have to find them out."""

import dataclasses
import itertools

import numpy as np

from core.nearby.privacy.noise import key_of
from core.nearby.privacy.sheet import Sheet, Sizes
from core.nearby.release import Release, Trend

TITLES = 200


def sound(events, secret) -> Release:
    return Release.of(events, secret=secret, titles=TITLES)


def noisy_where_watched(events, secret) -> Release:
    return _Watched.of(events, secret=secret, titles=TITLES)


def sized_for_one_title(events, secret) -> Release:
    release = sound(events, secret)
    return dataclasses.replace(release, sizes=Sizes(1.0, 1, TITLES), _sheets={})


def fresh_on_each_query(events, secret) -> "_Fresh":
    return _Fresh(sound(events, secret))


class _Watched(Release):
    def sheet(self, day: int, district: int) -> Sheet:
        sheet, here = super().sheet(day, district), self.held.at(day, district)
        zone = sheet.zone[np.searchsorted(sheet.cells, here.title_cell)]
        exact = np.zeros_like(sheet.counts)
        np.add.at(exact, (zone, here.title), 1)
        return dataclasses.replace(sheet, counts=np.where(exact > 0, sheet.counts, 0))


class _Fresh:
    def __init__(self, release: Release) -> None:
        self.release, self.asked = release, itertools.count()

    def between(self, lat, lon, radius_m, t_from, t_to) -> Trend:
        key = key_of(self.release.key + bytes([next(self.asked)]))
        again = dataclasses.replace(self.release, key=key, _sheets={})
        return again.between(lat, lon, radius_m, t_from, t_to)
