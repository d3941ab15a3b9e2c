"""The comparing columns as SQL: dates, addresses and codes as people write them, and the columns of a list.

Each SQL of READ is asked over the table `given` (n, text) of one column's distinct texts and answers in their order:
of a million people few have a birth date or an address of their own.
"""

# ruff: noqa: S608  (the program is put together from the expressions below; no input is ever part of it)


def _half_width(text: str) -> str:
    return f"translate({text}, '０１２３４５６７８９－．／　', '0123456789-./ ')"


# Dates as lists write them: 1950-01-02, which is how registers write all of theirs, 1950.1.2, 1950/1/2, 1950年1月2日,
# 19500102, and a spreadsheet's day number, which is no year. A lone year is kept as one.
_DIGITS = f"""
CASE WHEN regexp_full_match(text, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN text
     ELSE trim(regexp_replace({_half_width("text")}, '[^0-9]+', '-', 'g'), '-') END"""
_LONE_YEAR = "^((18|19|20)[0-9]{2})(-|$)"
_DATES = f"""
SELECT born, coalesce(year(born), try_cast(nullif(regexp_extract(digits, '{_LONE_YEAR}', 1), '') AS INTEGER))::SMALLINT AS birth_year,
       strftime(born, '%m%d') AS birth_day
FROM (
    SELECT n, digits, coalesce(
        try_strptime(digits, '%Y-%m-%d')::DATE, try_strptime(digits, '%Y%m%d')::DATE,
        CASE WHEN regexp_matches(digits, '^[0-9]{{3,5}}$') AND NOT regexp_matches(digits, '{_LONE_YEAR}')
             THEN DATE '1899-12-30' + digits::INTEGER END) AS born
    FROM (SELECT n, {_DIGITS} AS digits FROM given)
)
ORDER BY n"""

_COMMITTEE = "(?:村民委员会|社区居民委员会|社区居委会|居民委员会|居委会|村委会|社区|村)"


def _town(text: str) -> str:
    return f"nullif(regexp_extract({text}, '(?:[市县区]|^)([^市县区镇乡]{{1,8}}?(?:镇|乡|街道))', 1), '')"


def _village(text: str) -> str:
    return f"nullif(regexp_extract({text}, '(?:镇|乡|街道(?:办事处)?|^)([^市县区镇乡道]{{1,10}}?){_COMMITTEE}', 1), '')"


# Neighbours share what stands before the first digit, and town and village nearly always stand there: what is found there
# is the first in the whole address, too, but for a 办事处 that may go on.
_PLACES = rf"""
WITH addresses AS MATERIALIZED (
    SELECT n, clean, regexp_extract(clean, '^[^0-9]*') AS start
    FROM (SELECT n, CASE WHEN regexp_full_match(text, '[0-9A-Za-z\x{{4e00}}-\x{{9fff}}-]*') THEN text
                         ELSE regexp_replace(nfc_normalize({_half_width("text")}), '\s', '', 'g') END AS clean FROM given)
),
starts AS MATERIALIZED (
    SELECT start, {_town("start")} AS town_name, nullif({_village("start")}, '办事处') AS village_name
    FROM (SELECT DISTINCT start FROM addresses)
)
SELECT CASE WHEN town_name IS NULL THEN {_town("clean")} ELSE town_name END AS town_name,
       CASE WHEN village_name IS NULL THEN {_village("clean")} ELSE village_name END AS village_name,
       nullif(regexp_extract(clean, '{_COMMITTEE}(.+)$', 1), '') AS door
FROM addresses JOIN starts USING (start) ORDER BY n"""

_SEX = """
SELECT CASE WHEN trim(text) IN ('1', '男', '男性', 'M', 'm') THEN '1'
            WHEN trim(text) IN ('2', '女', '女性', 'F', 'f') THEN '2' END AS sex
FROM given ORDER BY n"""
_VILLAGE = "SELECT nullif(regexp_extract(trim(text), '^[0-9]{12}$'), '') AS village FROM given ORDER BY n"

_HOUSEHOLD = "SELECT CASE WHEN text <> '' THEN hash(text) END AS household FROM given ORDER BY n"

READ = {
    "birth_date": _DATES,
    "address": _PLACES,
    "sex": _SEX,
    "village_code": _VILLAGE,
    "household": _HOUSEHOLD,
}

# Of the table `given` again: whole rows, read; what a row does not say its number may.
LIST_SQL = """
SELECT n AS row, fold, pinyin, sound, look, surname, former, coalesce(sex, number_sex) AS sex, coalesce(born, number_born) AS born,
       born IS NOT NULL AS born_stated, coalesce(birth_year, year(number_born))::SMALLINT AS birth_year,
       strftime(coalesce(born, number_born), '%m%d') AS birth_day, village, town_name, village_name, door,
       number_kind, whole, fifteen, first15, repairs, row_hash
FROM given ORDER BY n
"""
