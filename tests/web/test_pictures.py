from datetime import date

from banji.web.pictures import BOX_W, procedure, two_axes

TODAY = date(2017, 5, 10)


def test_both_axes_share_one_scale_of_time() -> None:
    spans = [
        {"label": "old", "valid_from": date(2000, 1, 1), "valid_to": date(2010, 1, 1),
         "recorded_from": date(2001, 1, 1), "recorded_to": date(2011, 1, 1)},
        {"label": "new", "valid_from": date(2010, 1, 1), "recorded_from": date(2011, 1, 1)},
    ]  # fmt: skip
    old, new = two_axes(spans, TODAY).lanes
    assert old.law.x + old.law.width == new.law.x
    assert old.books.x + old.books.width == new.books.x
    assert new.law.x < new.books.x
    assert (old.law.open_end, new.law.open_end) == (False, True)


def test_an_empty_record_and_a_record_of_today_can_be_drawn() -> None:
    assert two_axes([], TODAY).lanes == ()
    (lane,) = two_axes([{"label": "a", "valid_from": TODAY, "recorded_from": TODAY}], TODAY).lanes
    assert lane.law.width > 0


def test_a_procedure_is_laid_out_by_distance_from_its_start() -> None:
    states = [{"code": c, "name": c.title()} for c in "abcd"]
    edges = [{"from": a, "to": b} for a, b in ("ab", "bc", "bd", "ca")]
    drawn = procedure(states, edges, here="c", passed="ab")
    a, b, c, d = drawn.boxes
    assert a.x < b.x < c.x == d.x
    assert c.y != d.y
    assert [box.mark for box in drawn.boxes] == ["passed", "passed", "here", "ahead"]
    assert [arrow.mark for arrow in drawn.arrows] == ["passed", "passed", "ahead", "ahead"]
    assert all(box.x + BOX_W <= drawn.width for box in drawn.boxes)


def test_long_names_take_two_lines() -> None:
    (box,) = procedure([{"code": "x", "name": "已送达告知书等待一个月届满"}], []).boxes
    assert len(box.lines) == 2
    assert "".join(box.lines) == "已送达告知书等待一个月届满"
