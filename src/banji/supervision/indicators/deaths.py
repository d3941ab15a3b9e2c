"""The clean-up of the dead still registered (plan 三(三); domain 6.2): each number, its formula and its list.

`of` and `base` name the sets of `matters.deaths.clearing.sets`, which hold the conditions.
"""

from __future__ import annotations

from banji.law.sources import source
from banji.supervision.indicators.indicator import Indicator
from banji.words import Words

CHECKING, NOTICE = source("PLAN_2017", "三(三)1"), source("PLAN_2017", "三(三)2")
EXCHANGE = source("PLAN_2017", "三(三)4")
RESTORING = source("NORM_2021", "38")

DEATHS = (
    Indicator(
        "open",
        Words("应销未销疑似人数", "Suspects still open"),
        Words(
            "截至当日处于“疑似”至“已拟注销”各状态的案件",
            "cases from suspected to cancellation drafted on the day",
        ),
        CHECKING,
        of="open",
    ),
    Indicator(
        "late",
        Words("逾期", "Overdue"),
        Words(
            "以下三类逾期之和；已暂缓的不计",
            "the three kinds of lateness below; what is on hold does not count",
        ),
        NOTICE,
        of="late",
    ),
    Indicator(
        "decide_late",
        Words("告知满一个月未作决定", "Notice's month over, no decision"),
        Words(
            "告知期限届满、当日仍未注销、未证实在世的案件",
            "cases whose notice has run out and that no decision has ended",
        ),
        NOTICE,
        of="decide_late",
    ),
    Indicator(
        "verify_late",
        Words("核查逾期", "Verification past its term"),
        Words("告知前各状态中已过办理期限的案件", "cases before notice whose term has passed"),
        CHECKING,
        of="verify_late",
    ),
    Indicator(
        "serve_late",
        Words("告知、送达逾期", "Notice or service past its term"),
        Words(
            "已确认死亡、尚未全部送达且已过期限的案件",
            "deaths confirmed whose notices are not served within the term",
        ),
        NOTICE,
        of="serve_late",
    ),
    Indicator(
        "held",
        Words("暂缓办理", "On hold"),
        Words(
            "说明理由暂缓并定有复查日的在办案件", "open cases put on hold with a reason and a day of review"
        ),
        CHECKING,
        of="held",
    ),
    Indicator(
        "noticed",
        Words("已告知、待决定", "Notices issued, undecided"),
        Words("已出具告知书、尚未办结的案件", "cases with notices issued that have not ended"),
        NOTICE,
        of="noticed",
    ),
    Indicator(
        "to_serve",
        Words("已出具、未送达", "Issued, not yet served"),
        Words(
            "已出具告知书、一个月期限尚未起算的案件", "cases with notices issued whose month has not begun"
        ),
        NOTICE,
        of="to_serve",
    ),
    Indicator(
        "running",
        Words("已送达、期限内", "Served, within the month"),
        Words("告知书已送达、一个月期限未满的案件", "cases with notices served whose month has not run out"),
        NOTICE,
        of="running",
    ),
    Indicator(
        "running_out",
        Words("7 日内届满", "Running out within 7 days"),
        Words(
            "期限在当日起 7 日内届满的案件", "cases whose month ends on the day or within the seven after it"
        ),
        NOTICE,
        of="running_out",
    ),
    Indicator(
        "opened",
        Words("新增疑似", "New suspects"),
        Words("期间内立案数", "cases opened in the period"),
        CHECKING,
        of="opened",
        flow=True,
    ),
    Indicator(
        "cancelled",
        Words("已注销", "Cancelled"),
        Words(
            "期间内注销户口的案件，含后来撤销的",
            "cases whose registration was cancelled in the period, revoked ones too",
        ),
        NOTICE,
        of="cancelled",
        flow=True,
    ),
    Indicator(
        "declared",
        Words("其中：申报注销", "of these on declaration"),
        Words("期间内凭家属等申报注销的案件", "of these, cancelled on the family's declaration"),
        NOTICE,
        of="declared",
        flow=True,
    ),
    Indicator(
        "ex_officio",
        Words("其中：依职权注销", "of these ex officio"),
        Words(
            "期间内告知期满后依职权注销的案件",
            "of these, cancelled by the police after the month of the notice",
        ),
        NOTICE,
        of="ex_officio",
        flow=True,
    ),
    Indicator(
        "alive",
        Words("查实在世", "Found alive"),
        Words("期间内查实本人在世而办结的案件", "cases ended in the period because the person is alive"),
        CHECKING,
        of="alive",
        flow=True,
    ),
    Indicator(
        "no_match",
        Words("信息所指非本人", "Another person was meant"),
        Words(
            "期间内查明信息另指他人而办结的案件",
            "cases ended in the period because the signal meant somebody else",
        ),
        CHECKING,
        of="no_match",
        flow=True,
    ),
    Indicator(
        "already",
        Words("此前已注销", "Had been cancelled before"),
        Words(
            "信息到达时户口已注销的案件，不计时滞",
            "cases whose registration was cancelled before the signal; no lag is counted",
        ),
        CHECKING,
        of="already",
        flow=True,
    ),
    Indicator(
        "alive_share",
        Words("在世占办结比例", "Alive among cases ended"),
        Words(
            "查实在世 ÷ 期间内办结；反映线索质量，不作考核目标",
            "found alive / ended in the period; says how good signals are, no target",
        ),
        CHECKING,
        of="alive",
        base="ended",
        flow=True,
    ),
    Indicator(
        "revoked",
        Words("错误注销后撤销（目标为 0）", "Wrong cancellations revoked (goal 0)"),
        Words("期间内撤销注销、恢复户口的案件", "cases whose cancellation was revoked in the period"),
        RESTORING,
        of="revoked",
        flow=True,
    ),
    Indicator(
        "revoked_share",
        Words("撤销占注销比例（目标为 0）", "Revoked among cancellations (goal 0)"),
        Words("期间内撤销 ÷ 期间内注销", "revoked in the period / cancelled in the period"),
        RESTORING,
        of="revoked",
        base="cancelled",
        flow=True,
    ),
    Indicator(
        "lag_median",
        Words("源头到注销时滞（中位数）", "Source-to-cancel lag, median"),
        Words(
            "注销日 − 最早的 A、B 级信息日，取 percentile_disc(0.5)",
            "day of cancellation − day of the earliest signal A or B; percentile_disc(0.5)",
        ),
        EXCHANGE,
        of="lagged",
        base="lagged",
        measure="lag_median",
        flow=True,
    ),
    Indicator(
        "lag_p90",
        Words("源头到注销时滞（P90）", "Source-to-cancel lag, P90"),
        Words(
            "同上，取 percentile_disc(0.9)：九成案件不超过此天数",
            "the same, percentile_disc(0.9): nine of ten took no longer",
        ),
        EXCHANGE,
        of="lagged",
        base="lagged",
        measure="lag_p90",
        flow=True,
    ),
    Indicator(
        "death_median",
        Words("死亡到注销时滞（中位数）", "Death-to-cancel lag, median"),
        Words(
            "注销日 − 登记的死亡日，取 percentile_disc(0.5)",
            "day of cancellation − registered day of death; percentile_disc(0.5)",
        ),
        EXCHANGE,
        of="dated",
        base="dated",
        measure="death_median",
        flow=True,
    ),
    Indicator(
        "within_30",
        Words("死亡后 30 日内注销占比", "Cancelled within 30 days of the death"),
        Words(
            "死亡后 30 日内注销 ÷ 有死亡日期的注销",
            "cancelled within 30 days / cancelled with a date of death",
        ),
        EXCHANGE,
        of="within_30",
        base="dated",
        flow=True,
    ),
)

BY_CODE = {indicator.code: indicator for indicator in DEATHS}
