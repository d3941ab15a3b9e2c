"""What stands in the place of a name or number until somebody reveals it (domain 7.5). Masks keep no length
that the display columns would not have: a number's mask is made from its first three and last four
characters alone."""

from banji.identity.names import MIDDLE_DOT

_LONG_NAME = 5


def mask_name(name: str) -> str:
    """张** for 张三丰 and 李* for 李四. Transcribed names (with a dot, or five characters and more) and names in
    letters keep their first syllable or letter, always followed by two stars: 阿依古丽·买买提 gives 阿**."""
    if not name:
        return ""
    transcribed = MIDDLE_DOT in name or len(name) >= _LONG_NAME or name[0].isascii()
    return name[0] + "*" * (2 if transcribed else len(name) - 1)


def mask_id_no(number: str) -> str:
    """`510*********1234` for a number of 15 or 18 characters; anything shorter is hidden whole."""
    return join_id_no(number[:3], number[-4:]) if len(number) >= 15 else "*" * len(number)


def join_id_no(first_three: str, last_four: str) -> str:
    """The mask from the two pieces that are kept for display beside an encrypted number."""
    return f"{first_three}{'*' * 9}{last_four}"


def mask_phone(number: str) -> str:
    """`138****5678`; numbers of 7 to 10 characters keep the last four, shorter ones nothing."""
    if len(number) >= 11:
        return f"{number[:3]}****{number[-4:]}"
    return f"****{number[-4:]}" if len(number) >= 7 else "*" * len(number)
