"""Shelves in real browsers: clicks teach, two browsers agree, a file is a shelf."""

from tests.browser.conftest import settle

NETFLIX = 'Title,Date\n"Coco","11/13/26"\n"Alien","11/2/26"\n"No Such Film At All","10/30/26"\n'


def figure(page, label: str) -> str:
    metric = page.get_by_test_id("stMetric").filter(has_text=label)
    return metric.get_by_test_id("stMetricDelta").inner_text()


def press(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_timeout(600)
    settle(page)


def shelf(page) -> list[str]:
    return [str(image.get_attribute("alt")) for image in page.locator("img[alt*=', ']").all()][:8]


def test_what_one_browser_takes_another_sees_in_the_room_s_rate(visit, visit_too):
    page = visit("/mood")
    before = shelf(page)
    press(page, "Skip")
    assert shelf(page) != before
    press(page, "Watch")

    other = visit_too("/mood")

    taken, _, shown = figure(other, "Take rate in this room").split()[:3]
    assert int(taken) >= 1
    assert int(shown) >= 9 + 8


def test_a_link_holds_the_wish_and_the_evening(visit, visit_too):
    page = visit("/mood?wish_mood=be+scared&tonight_company=With+friends&tonight_minutes=60")

    other = visit_too(page.url)

    for _ in range(20):  # posters come one by one
        if shelf(other) == shelf(page) and len(set(shelf(page))) == 8:
            break
        other.wait_for_timeout(500)
    assert shelf(other) == shelf(page)
    other.get_by_text("How happy each would be").wait_for()


def test_a_dropped_file_becomes_a_shelf_of_one_s_own(visit):
    page = visit("/foryou")
    page.get_by_text("Bring your own history").click()
    page.locator('input[type="file"]').set_input_files(
        {"name": "NetflixViewingHistory.csv", "mimeType": "text/csv", "buffer": NETFLIX.encode()}
    )
    page.get_by_text("2 of them in this demo").wait_for()
    settle(page)

    page.get_by_role("heading", name="Your shelf tonight").wait_for()
    assert "NetflixViewingHistory" not in page.url
