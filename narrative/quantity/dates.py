"""What a date looks like: points (2019年12月底, 三季度末, 2024.12.31) and spans (1-12月, 2018年9月-2019年12月)."""

from __future__ import annotations

BLANK = "[ \u3000\xa0]"
TO = rf"{BLANK}?(?:--?|[—–－~～─]{{1,2}}|至|到){BLANK}?"

_MONTH_NO = "(?:[1１][0-2０-２]|[0０]?[1-9１-９]|十[一二]?|[一二三四五六七八九])"
_DAY_NO = "(?:[12１２][0-9０-９]|[3３][01０１]|[0０]?[1-9１-９]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR_NO = (
    "(?:(?:19|20)[0-9]{2}|[１２][９０][０-９]{2}|二[〇零○][〇零○一二三四五六七八九]{2}|一九[一二三四五六七八九〇零]{2})"
)
_YEAR = rf"{_YEAR_NO}{BLANK}?年(?!来|版)(?:度(?!假))?"
_MONTH = rf"{_MONTH_NO}(?![0-9０-９]){BLANK}?月(?:份)?(?![均薪供饼嫂租])"
_DAY = rf"{_DAY_NO}(?![0-9０-９]){BLANK}?[日号]"
_PART = "(?:上旬|中旬|下旬|月?初|月?中(?![心小型])|月?底|月?末)"
_QUARTER = rf"(?:第?[一二三四1-4](?:{TO}第?[一二三四1-4]|[、和]第?[一二三四1-4])?季度(?:末|初|底|中)?)"
_HALF = "(?:上半年|下半年|年?底|年?末|年?初|年中(?!心))"
_HOUR = "(?:(?:上午|下午)?(?:2[0-4]|1?[0-9])[时点](?:[0-5]?[0-9]分)?)"
_IN_MONTH = rf"{_MONTH}(?:{BLANK}?{_DAY}{_HOUR}?|{_PART})?"
_POINT = rf"(?:{_YEAR}(?:{BLANK}?(?:{_IN_MONTH}|{_QUARTER}|{_HALF}))?|{_IN_MONTH}|{_QUARTER})"

# 2022.1, 2024.12.31, 2024-11-30, 2024/1/5: no 年 and 月, so nothing may follow that makes it a number.
_DOTTED = (
    rf"(?:19|20)[0-9]{{2}}(?:[.．]{_MONTH_NO}(?:[.．]{_DAY_NO})?"
    rf"|(?P<joint>[-/]){_MONTH_NO}(?P=joint){_DAY_NO})(?![0-9.．]{{0,12}}[0-9%％万亿])"
)
_DOTTED_TO = rf"(?:{TO}(?:(?:19|20)[0-9]{{2}}[.．-])?{_MONTH_NO}(?:[.．-]{_DAY_NO})?(?![0-9０-９]))?"

_YEARS = rf"(?:{_YEAR_NO}{TO}{_YEAR}|(?:{_YEAR_NO}{TO})?{_YEAR_NO}{BLANK}?学年度?)"
_MONTHS = rf"(?:{_YEAR}{BLANK}?)?{_MONTH_NO}{TO}{_MONTH}(?:{_DAY}|{_PART})?"
_DAYS = rf"(?:{_YEAR}{BLANK}?)?{_MONTH}{_DAY_NO}{TO}{_DAY}"
_SPAN = rf"{_POINT}{TO}(?:当年|同年|次年|翌年)?(?:{_POINT}|{_DAY}|年底|年末)"
_SHORT_YEAR = rf"[0-9]{{2}}年{_MONTH}(?:{_DAY}|{_PART})?"

_DEADLINE = rf"{_DAY}(?=[之以]?前|当[日天]|[上下]午|起)"  # 每月5日前; 5日 alone is a duration

DATE = rf"(?:{_YEARS}|{_MONTHS}|{_DAYS}|{_SPAN}|{_DOTTED}{_DOTTED_TO}|{_POINT}|{_SHORT_YEAR}|{_DEADLINE})"
MONTH_DAY = r"(?:1[0-2]|[1-9])[.．](?:[12][0-9]|3[01]|[1-9])(?![0-9.％%])"
