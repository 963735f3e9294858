"""Releases that look private and are not: the attacks have to find them out."""

import dataclasses
import itertools

import numpy as np

from core.nearby.privacy.noise import draw
from core.nearby.privacy.sheet import Sheet, Sizes
from core.nearby.release import Release

TITLES = 200


def sound(events, secret) -> Release:
    return Release.of(events, secret=secret, titles=TITLES)


def noisy_where_watched(events, secret) -> Release:
    return _Watched.of(events, secret=secret, titles=TITLES)


def sized_for_one_title(events, secret) -> Release:
    release = sound(events, secret)
    return dataclasses.replace(release, sizes=Sizes(1.0, 1, TITLES), _sheets={})


def fresh_on_each_query(events, secret) -> Release:
    return _Fresh.of(events, secret=secret, titles=TITLES)


def _exact(release: Release, sheet: Sheet, day: int, district: int) -> np.ndarray:
    here = release.held.at(day, district)
    exact = np.zeros_like(sheet.counts)
    zone = sheet.zone[np.searchsorted(sheet.cells, here.title_cell)]
    np.add.at(exact, (zone, here.title), 1)
    return exact


class _Watched(Release):
    def sheet(self, day: int, district: int) -> Sheet:
        sheet = super().sheet(day, district)
        exact = _exact(self, sheet, day, district)
        return dataclasses.replace(sheet, counts=np.where(exact > 0, sheet.counts, 0))


class _Fresh(Release):
    asked = itertools.count()

    def sheet(self, day: int, district: int) -> Sheet:
        sheet = super().sheet(day, district)
        exact = _exact(self, sheet, day, district)
        name = (next(self.asked), district)
        noise = draw(self.key, name, exact.size, self.sizes.titles_scale)
        return dataclasses.replace(sheet, counts=exact + noise.reshape(exact.shape))
