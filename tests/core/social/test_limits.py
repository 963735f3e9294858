"""How often one may post: the words, the moving window, and the library's own storage beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from core.errors import SocialError
from core.social.limits import RATES, WORDS, Limits

AT = datetime(2026, 11, 2, 20, tzinfo=UTC)


def spent(limits, who, act, at):
    try:
        limits.spend(who, act, at)
    except SocialError:
        return False
    return True


def test_a_thousand_posts_a_minute_are_five_and_the_sentence_says_when_again():
    limits = Limits()
    kept = sum(spent(limits, "g1", "post", AT + timedelta(milliseconds=60 * i)) for i in range(800))

    assert kept == 5
    with pytest.raises(SocialError, match=r"^You may post again in 12 seconds\.$"):
        limits.spend("g1", "post", AT + timedelta(seconds=48))
    limits.spend("g1", "post", AT + timedelta(seconds=60))


def test_an_hour_has_a_limit_of_its_own_said_in_minutes():
    limits = Limits()
    for i in range(40):
        limits.spend("g1", "post", AT + timedelta(seconds=30 * i))

    with pytest.raises(SocialError, match=r"You may post again in 40 minutes\."):
        limits.spend("g1", "post", AT + timedelta(minutes=20))


def test_others_and_other_acts_are_not_held_up():
    limits = Limits()
    while spent(limits, "g1", "post", AT):
        pass

    limits.spend("g2", "post", AT)
    limits.spend("g1", "comment", AT)


def test_every_act_has_a_rate_and_a_word():
    assert RATES.keys() == WORDS.keys()


@given(
    act=st.sampled_from(sorted(RATES)),
    gaps=st.lists(st.floats(0, 40), max_size=80),
)
def test_no_window_of_any_rate_ever_holds_more_than_it_may(act, gaps):
    limits, now, kept = Limits(), 0.0, []
    for gap in gaps:
        now += gap
        if spent(limits, "g1", act, AT + timedelta(seconds=now)):
            kept.append(now)

    for rate in parse_many(RATES[act]):
        for end in kept:
            within = [one for one in kept if end - rate.get_expiry() < one - 1e-5 and one <= end]
            assert len(within) <= rate.amount


def test_at_one_moment_it_counts_as_the_librarys_own_storage_does():
    ours = Limits()
    theirs = MovingWindowRateLimiter(MemoryStorage())
    rates = parse_many(RATES["comment"])

    for _ in range(15):
        allowed = all(theirs.test(rate, "g1") for rate in rates)
        assert spent(ours, "g1", "comment", AT) == allowed
        if allowed:
            for rate in rates:
                theirs.hit(rate, "g1")


@given(wait=st.floats(0.001, 59.9))
def test_whoever_waits_as_told_may_post(wait):
    limits = Limits()
    for _ in range(5):
        limits.spend("g1", "post", AT)
    late = AT + timedelta(seconds=wait)

    with pytest.raises(SocialError) as refused:
        limits.spend("g1", "post", late)
    told = int(str(refused.value).split()[-2])
    limits.spend("g1", "post", late + timedelta(seconds=told))


def test_who_makes_a_new_guest_for_every_post_meets_the_rooms_limit():
    limits = Limits()
    went = sum(spent(limits, f"g{number}", "post", AT) for number in range(1_000))

    assert went == 5 * 60
    with pytest.raises(SocialError, match=r"The room is busy\. You may post again in"):
        limits.spend("g1001", "post", AT)
