"""The baseline beside published figures."""

import dataclasses

from core.people import Habits
from core.simulation.calibrate import calibrate, report
from core.simulation.scenario import Scenario


def test_the_baseline_is_close_to_every_published_figure():
    missed = [check for check in calibrate() if check.verdict in ("outside", "ceiling broken")]

    assert not missed


def test_a_baseline_far_from_the_published_figures_is_told_so():
    odd = dataclasses.replace(
        Scenario(),
        personas={"focused": Habits(share=1, minutes_per_session=20, social_minutes=30)},
    )
    verdicts = {check.quantity: check.verdict for check in calibrate(odd)}

    assert verdicts["Viewing of an account"] == "outside"
    assert verdicts["Time on Social, of time watched"] == "ceiling broken"


def test_the_report_names_the_source_of_every_figure():
    text = report(calibrate())

    assert all(check.source in text for check in calibrate())
    assert "Not published, so assumed" in text
