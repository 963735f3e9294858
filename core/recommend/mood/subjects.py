"""Words that titles, synopses and tags are made of, to look for what a wish names."""

import dataclasses
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from core.recommend.mood.vocabulary import EMPTY
from core.recommend.mood.words import plain, stem

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

COUNTRIES = {
    "US": "america american usa hollywood", "GB": "england english britain british london",
    "FR": "france french", "DE": "germany german", "ES": "spain spanish", "IT": "italy italian",
    "JP": "japan japanese", "KR": "korea korean", "CN": "china chinese", "HK": "hong kong chinese",
    "IN": "india indian bollywood", "MX": "mexico mexican", "BR": "brazil brazilian",
    "IE": "ireland irish", "RU": "russia russian", "SE": "sweden swedish scandinavian nordic",
    "NO": "norway norwegian scandinavian nordic", "DK": "denmark danish scandinavian nordic",
    "FI": "finland finnish nordic", "IS": "iceland icelandic nordic", "PL": "poland polish",
    "AU": "australia australian", "NZ": "zealand", "CA": "canada canadian", "TR": "turkey turkish",
    "IR": "iran iranian", "NG": "nigeria nigerian african", "ZA": "african", "AR": "argentina",
    "CO": "colombia", "CL": "chile", "AT": "austria austrian", "NL": "netherlands dutch",
    "BE": "belgium belgian", "GR": "greece greek", "IL": "israel israeli", "EG": "egypt egyptian",
    "TH": "thailand thai", "TW": "taiwan", "PT": "portugal portuguese", "CZ": "czech",
}  # fmt: skip
"""Words for where a title comes from, by ISO 3166-1 alpha-2."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subjects:
    """Which words which title has.

    Args:
        known: Stems, in the order of the columns.
        weights: TF-IDF, rows of length one, shape ``(titles, words)``.
    """

    known: dict[str, int]
    weights: sparse.csr_array

    @classmethod
    def of(cls, titles: pd.DataFrame, tags: pd.DataFrame) -> "Subjects":
        """Return the words of a catalogue: title, synopsis, tags and country."""
        texts = [plain(str(name)) for name in titles["title"]]
        if "synopsis" in titles:
            for row, text in enumerate(titles["synopsis"].fillna("")):
                texts[row] += plain(str(text))
        if "country" in titles:
            for row, codes in enumerate(titles["country"].fillna("")):
                texts[row] += [
                    w for c in str(codes).split(";") for w in COUNTRIES.get(c, "").split()
                ]
        for row, tag in zip(tags["title"].astype(int), tags["tag"], strict=True):
            texts[row] += plain(str(tag))
        known: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        for row, words in enumerate(texts):
            for word in dict.fromkeys(stem(word) for word in words if word not in EMPTY):
                rows.append(row)
                columns.append(known.setdefault(word, len(known)))
        shape = len(texts), max(len(known), 1)
        counts = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
        often = np.bincount(columns, minlength=shape[1])
        rarity = np.log((1 + shape[0]) / (1 + often)) + 1
        return cls(known=known, weights=sparse.csr_array(counts * rarity[None, :]))

    def match(self, words: Sequence[str]) -> Array:
        """Return the share of the words, weighted by rarity, that each title has."""
        columns = [self.known[stem(word)] for word in words if stem(word) in self.known]
        if not columns:
            return np.zeros(self.weights.shape[0])
        chosen = self.weights[:, columns]
        rarity = chosen.max(axis=0).toarray().ravel()
        return np.asarray(chosen.sum(axis=1), dtype=float).ravel() / float(rarity.sum())

    def has(self, words: Collection[str]) -> Flags:
        """Return which titles have any of the words."""
        columns = [self.known[stem(word)] for word in words if stem(word) in self.known]
        return np.asarray(self.weights[:, columns].sum(axis=1)).ravel() > 0
