import numpy as np

from core.experiment import Moments, difference, paired_difference


def arm(n, seed=1, stories=2.0):
    rng = np.random.default_rng(seed)
    posted = rng.poisson(stories, n)
    return Moments.of(
        {
            "minutes": rng.gamma(4.0, 10.0, n),
            "gifts": rng.lognormal(0, 2, n),
            "stories": posted,
            "reactions": rng.poisson(3.0 * posted),
        }
    )


def test_a_ratio_over_few_members_is_doubted_in_the_arm_that_is_small():
    readout = difference(arm(4_000), arm(3_999, 2), "reactions", "stories")

    assert len(readout.warnings) == 1
    assert "ratio over 3,999 members in treatment" in readout.warnings[0]


def test_a_heavy_tail_is_doubted_and_a_light_one_is_not():
    control, treatment = arm(3_000), arm(3_000, 2)

    assert difference(control, treatment, "minutes").warnings == ()
    heavy = difference(control, treatment, "gifts").warnings
    assert len(heavy) == 2
    assert all("heavy tail" in warning for warning in heavy)


def test_a_denominator_that_is_mostly_zero_is_doubted():
    readout = difference(arm(4_000, 1, 0.01), arm(4_000, 2), "reactions", "stories")

    assert any("stories in control is itself uncertain by 1" in text for text in readout.warnings)
    assert not any("stories in treatment" in text for text in readout.warnings)


def test_a_what_if_is_doubted_for_the_tail_of_its_change():
    x = np.random.default_rng(1).lognormal(0, 2, 3_000)
    shifted = Moments.paired({"x": x}, {"x": x + np.tile([0.9, 1.1], 1_500)})
    stretched = Moments.paired({"x": x}, {"x": x * 1.1})

    assert paired_difference(shifted, "x").warnings == ()
    assert "heavy tail" in paired_difference(stretched, "x").warnings[0]
