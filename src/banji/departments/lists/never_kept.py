"""What no list of ours reads, by parts of a heading: causes of death, illness, money, accounts, religion (domain 7.4, 7.6)."""

from __future__ import annotations

NEVER_KEPT = (
    *("死因", "死亡原因", "诊断", "疾病", "病名", "病史", "症状", "病因", "icd", "cause", "diagnosis", "disease", "illness"),
    *("金额", "费用", "工资", "薪", "账号", "帐号", "银行", "开户", "卡号", "amount", "fee", "salary", "account", "bank"),
    *("宗教", "信仰", "religion", "hiv", "艾滋", "吸毒", "犯罪", "生育情况"),
)  # fmt: skip
