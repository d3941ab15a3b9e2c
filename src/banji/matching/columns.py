"""The comparing columns as SQL over the tables `given` (text as it came), `names` and `numbers`."""

# ruff: noqa: S608  (the program is put together from the expressions below; no input is ever part of it)


def _half_width(column: str) -> str:
    return f"translate(coalesce({column}, ''), '０１２３４５６７８９－．／　', '0123456789-./ ')"


# Dates as lists write them: 1950-01-02, 1950.1.2, 1950/1/2, 1950年1月2日, 19500102, and a spreadsheet's day number, which
# is no year. A lone year is kept as one.
_DIGITS = rf"trim(regexp_replace({_half_width('birth_date')}, '[^0-9]+', '-', 'g'), '-')"
_LONE_YEAR = "^((18|19|20)[0-9]{2})(-|$)"
_DAY_NUMBER = f"CASE WHEN regexp_matches({_DIGITS}, '^[0-9]{{3,5}}$') AND NOT regexp_matches({_DIGITS}, '{_LONE_YEAR}') THEN {_DIGITS}::INTEGER END"
_BORN = (
    f"coalesce(try_strptime({_DIGITS}, '%Y-%m-%d')::DATE, try_strptime({_DIGITS}, '%Y%m%d')::DATE,"
    f" DATE '1899-12-30' + {_DAY_NUMBER})"
)
_YEAR = (
    f"coalesce(year({_BORN}), try_cast(nullif(regexp_extract({_DIGITS}, '{_LONE_YEAR}', 1), '') AS INTEGER))"
)
_SEX = (
    "CASE WHEN trim(sex) IN ('1', '男', '男性', 'M', 'm') THEN '1'"
    " WHEN trim(sex) IN ('2', '女', '女性', 'F', 'f') THEN '2' END"
)
_VILLAGE = r"nullif(regexp_extract(trim(village_code), '^[0-9]{12}$'), '')"
_ADDRESS = rf"regexp_replace(nfc_normalize({_half_width('address')}), '\s', '', 'g')"
_TOWN_NAME = (
    rf"nullif(regexp_extract({_ADDRESS}, '(?:[市县区]|^)([^市县区镇乡]{{1,8}}?(?:镇|乡|街道))', 1), '')"
)
_COMMITTEE = "(?:村民委员会|社区居民委员会|社区居委会|居民委员会|居委会|村委会|社区|村)"
_VILLAGE_NAME = rf"nullif(regexp_extract({_ADDRESS}, '(?:镇|乡|街道(?:办事处)?|^)([^市县区镇乡道]{{1,10}}?){_COMMITTEE}', 1), '')"
_DOOR = rf"nullif(regexp_extract({_ADDRESS}, '{_COMMITTEE}(.+)$', 1), '')"
_PLACE = f"{_VILLAGE} AS village, {_TOWN_NAME} AS town_name, {_VILLAGE_NAME} AS village_name, {_DOOR} AS door"

PEOPLE_SQL = f"""
SELECT n, person_id, nullif(status, '') AS status, names.fold, names.pinyin, names.sound, names.look, names.surname,
       former.fold AS former, {_SEX} AS sex, {_BORN} AS born, {_YEAR}::SMALLINT AS birth_year,
       strftime({_BORN}, '%m%d') AS birth_day, {_PLACE}, numbers.whole, numbers.fifteen, numbers.first15
FROM given JOIN numbers USING (n)
LEFT JOIN names ON names.raw = given.name LEFT JOIN names AS former ON former.raw = given.former_name
ORDER BY n
"""

# How many of a million bear the name, and how many a name of that sound.
COUNTS_SQL = """
WITH name_counts AS (SELECT fold, count(*) AS bearers FROM people WHERE fold IS NOT NULL GROUP BY fold),
sound_counts AS (SELECT pinyin, count(*) AS bearers FROM people WHERE pinyin IS NOT NULL GROUP BY pinyin),
everybody AS (SELECT count(*) / 1e6 AS millions FROM people)
SELECT ceil(name_counts.bearers / millions)::INTEGER AS name_ppm,
       ceil(sound_counts.bearers / millions)::INTEGER AS pinyin_ppm
FROM people CROSS JOIN everybody LEFT JOIN name_counts USING (fold) LEFT JOIN sound_counts USING (pinyin)
ORDER BY n
"""

LIST_SQL = f"""
WITH rows AS (
    SELECT n AS row, names.fold, names.pinyin, names.sound, names.look, names.surname, former.fold AS former,
           coalesce({_SEX}, number_sex) AS sex, {_BORN} AS stated, {_YEAR} AS stated_year, {_PLACE},
           number_kind, whole, fifteen, first15, repairs, number_born, row_hash
    FROM given JOIN numbers USING (n) JOIN hashes USING (n)
    LEFT JOIN names ON names.raw = given.name LEFT JOIN names AS former ON former.raw = given.former_name
)
SELECT * EXCLUDE (stated, stated_year, number_born), coalesce(stated, number_born) AS born, stated IS NOT NULL AS born_stated,
       coalesce(stated_year, year(number_born))::SMALLINT AS birth_year,
       strftime(coalesce(stated, number_born), '%m%d') AS birth_day
FROM rows ORDER BY row
"""
