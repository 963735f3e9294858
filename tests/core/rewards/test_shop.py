import dataclasses
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import adapters
from core.errors import DataError, RewardError
from core.events import read_events, write_events
from core.measure import totals
from core.rewards import shop
from core.rewards.ledger import open_ledger
from core.rewards.market import SURFACE, open_market, order_events, read_market
from core.rewards.shop import KINDS, Bought, Item, NotBought
from core.simulation.journal.page import MARKET, SURFACES
from core.world import World

AT = datetime(2026, 11, 1, 20, tzinfo=UTC)
SHIRT = Item(item="shirt", name="Shirt: Wait and hope", kind="shirt", price=1200)


@pytest.fixture
def ledger(tmp_path):
    made = open_ledger(tmp_path / "points.db")
    shop.put(made, SHIRT, 2, "put", at=AT)
    return made


def test_who_cannot_pay_is_told_price_and_balance(ledger):
    ledger.earn("ada", 70, "e", at=AT)

    answer = shop.buy(ledger, "ada", "shirt", 1200, "b", at=AT)

    said = "Shirt: Wait and hope costs 1,200 points; you have 70."
    assert answer == NotBought("points", said)


def test_what_is_sold_out_is_said_to_be(ledger):
    ledger.earn("ada", 9000, "e", at=AT)
    answers = [shop.buy(ledger, "ada", "shirt", 1200, f"b{n}", at=AT) for n in range(3)]

    assert [type(answer) for answer in answers] == [Bought, Bought, NotBought]
    assert answers[2] == NotBought("sold_out", "Shirt: Wait and hope is sold out.")


def test_a_price_that_changed_since_it_was_shown_is_refused_with_both(ledger):
    ledger.earn("ada", 9000, "e", at=AT)
    shop.put(ledger, dataclasses.replace(SHIRT, price=1500), 2, "put2", at=AT)

    with pytest.raises(RewardError, match="shown at 1,200 points and costs 1,500 now"):
        shop.buy(ledger, "ada", "shirt", 1200, "b", at=AT)

    assert isinstance(shop.buy(ledger, "ada", "shirt", 1500, "b", at=AT), Bought)
    assert ledger.balance("ada") == 7500


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda led: shop.buy(led, "ada", "hat", 5, "b", at=AT), "There is no item 'hat'"),
        (lambda led: shop.buy(led, "ada", "", 5, "b", at=AT), "An item's id must not be empty"),
        (lambda led: shop.buy(led, "ada", "x" * 999, 5, "b", at=AT), "may have 200 characters"),
        (lambda led: shop.buy(led, "ada", "shirt", -5, "b", at=AT), "A price in points must be"),
        (lambda led: shop.buy(led, "ada", "shirt", 5.0, "b", at=AT), "A price in points must be"),
        (lambda led: shop.buy(led, "ada", "shirt", 1200, "", at=AT), "A key must not be empty"),
        (lambda led: shop.stock(led, "hat"), "There is no item 'hat'"),
        (lambda led: shop.put(led, SHIRT, -1, "k", at=AT), "A stock must be a whole number from 0"),
        (lambda led: Item(item="a", name="A", kind="car", price=1), "one of shirt, snack, poster"),
        (lambda led: Item(item="a", name="A\n", kind="snack", price=1), "on one line"),
        (lambda led: Item(item="a", name="A", kind="snack", price=0), "from 1 to 1,000,000, not 0"),
        (lambda led: shop.order(led, "ada", 999), "You have no order 999"),
    ],
)
def test_what_cannot_be_sold_is_refused_in_a_sentence(ledger, call, said):
    with pytest.raises(RewardError, match=said):
        call(ledger)

    assert (shop.count_orders(ledger), shop.stock(ledger, "shirt")) == (0, 2)


def test_another_members_order_is_refused_like_one_that_does_not_exist(ledger):
    ledger.earn("ada", 1200, "e", at=AT)
    number = shop.buy(ledger, "ada", "shirt", 1200, "b", at=AT).order

    assert shop.order(ledger, "ada", number).item == SHIRT
    with pytest.raises(RewardError, match=f"You have no order {number}\\."):
        shop.order(ledger, "bo", number)
    assert shop.orders(ledger, "bo") == ()


def test_the_history_keeps_the_price_and_the_name_of_its_day(ledger):
    ledger.earn("ada", 9000, "e", at=AT)
    shop.buy(ledger, "ada", "shirt", 1200, "b1", at=AT)
    dearer = dataclasses.replace(SHIRT, price=1500, name="Shirt, new cut")
    shop.put(ledger, dearer, 5, "put2", at=AT)
    shop.buy(ledger, "ada", "shirt", 1500, "b2", at=AT + timedelta(days=1))

    last, first = shop.orders(ledger, "ada")

    assert (first.item, last.item) == (SHIRT, dearer)
    assert last.at - first.at == timedelta(days=1)


def test_putting_an_item_again_sets_its_stock_and_does_not_add_to_it(ledger):
    for number, pieces in enumerate((7, 3, 3)):
        shop.put(ledger, SHIRT, pieces, f"again{number}", at=AT)

        assert shop.stock(ledger, "shirt") == pieces
    assert len(shop.shelf(ledger)) == 1


ITEMS = st.lists(
    st.builds(
        Item,
        item=st.sampled_from("abcdefgh"),
        name=st.sampled_from(["Mug", "Map", "Hat"]),
        kind=st.sampled_from(KINDS),
        price=st.integers(1, 5),
        sponsor=st.sampled_from(["", "Aardvark Ales", "Zebra Zinc"]),
    ),
    unique_by=lambda item: item.item,
    max_size=8,
)


@given(items=ITEMS)
def test_no_sponsor_buys_a_better_place_on_the_shelf(items):
    plain = [dataclasses.replace(item, sponsor="") for item in items]

    def order(of):
        return [each.item for each in sorted(of, key=shop.place_on_shelf)]

    assert order(items) == order(plain)


def test_a_sponsored_item_says_so_and_others_do_not(tmp_path):
    ledger = open_ledger(tmp_path / "points.db")
    open_market(ledger, read_market(), at=AT)

    labels = {each.item.item: each.item.label for each in shop.shelf(ledger)}

    assert labels["popcorn-salt"] == "Popcorn, salted, one bag"
    assert labels["popcorn-caramel"].endswith("(sponsored by Kettle & Crow)")


def test_the_market_opens_once_and_restocks_nothing_on_a_restart(tmp_path):
    ledger = open_ledger(tmp_path / "points.db")
    items = read_market()
    open_market(ledger, items, at=AT)
    ledger.earn("ada", 150, "e", at=AT)
    shop.buy(ledger, "ada", "popcorn-salt", 150, "b", at=AT)

    open_market(open_ledger(tmp_path / "points.db"), items, at=AT + timedelta(days=1))

    assert shop.stock(ledger, "popcorn-salt") == 399
    assert {each.item.kind for each in shop.shelf(ledger)} == set(KINDS)


def test_the_markets_items_are_about_titles_of_the_catalogue():
    titles = set(World.load().titles["title_id"])

    about = {item.title_id for item, _ in read_market() if item.title_id}

    assert about
    assert about <= titles


def test_a_gift_card_costs_the_dollars_it_names():
    for item, _ in read_market():
        if item.kind == "gift card":
            dollars = item.price * shop.DOLLARS_PER_POINT

            assert f"{dollars:g} dollars" in item.name


def test_a_market_with_a_wrong_cell_is_refused_by_line(tmp_path):
    path = tmp_path / "market.csv"
    path.write_text("item,name,kind,price,stock,title_id,sponsor\na,A,snack,-1,5,,\n")

    with pytest.raises(DataError, match=r"market.csv, line 2, column price: expected .* '-1'"):
        read_market(path)


def test_orders_become_purchases_that_the_revenue_metric_counts(ledger, tmp_path):
    ledger.earn("ada", 2400, "e", at=AT)
    for key in ("b1", "b2"):
        shop.buy(ledger, "ada", "shirt", 1200, key, at=AT)
    seen = pd.DataFrame(
        {"member": ["ada", "bo"], "type": "session", "at": [AT] * 2}, index=range(2)
    )
    bought = order_events(shop.orders(ledger))
    revenue = []
    for number, parts in enumerate(([seen], [seen, bought], [seen, bought, bought])):
        path = tmp_path / f"{number}.parquet"
        write_events(pd.concat(parts, ignore_index=True), path)
        revenue.append(totals(read_events(path)).set_index("member")["revenue"].to_dict())

    assert revenue[0] == {"ada": 0.0, "bo": 0.0}
    assert revenue[1] == {"ada": pytest.approx(24.0), "bo": 0.0}
    assert revenue[2] == revenue[1], "an order told twice counts once"


def test_no_orders_are_no_events_of_the_same_columns():
    empty = order_events(())

    assert list(empty.columns)[:4] == ["event_id", "at", "member", "type"]
    assert empty.empty


def test_purchases_stand_on_the_surface_the_simulation_calls_the_market():
    assert SURFACES[MARKET] == SURFACE


def test_the_adapter_sells_what_there_is_money_for_and_says_so(tmp_path):
    books = adapters.open_ledger(tmp_path / "points.db")
    books.put_item("mug", np.int64(10), np.int64(5))
    books.earn("ada", 25, "e")
    books.earn("ada", 25, "e")

    assert [books.buy("ada", "mug", 10, key) for key in ("b1", "b2", "b1", "b3")] == [
        True,
        True,
        True,
        False,
    ]
    assert (books.balance("ada"), books.stock("mug"), books.orders()) == (5, 3, 2)
    assert books.audit() == []
