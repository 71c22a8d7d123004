"""Form, with its quantities and tags → Finding*.  One function a check, found by folder.

Start at :mod:`narrative.checks.frame` (what a check is) and :mod:`narrative.checks.rules` (the checks,
a module a topic); :mod:`~narrative.checks.running` runs them, :mod:`~narrative.checks.ranking` orders
what they found.
"""

from narrative.checks.case import Case, case_of
from narrative.checks.explaining import explain
from narrative.checks.frame import catalogue, checks
from narrative.checks.links import Link, evidence, quote_of
from narrative.checks.options import Options, OptionsError, Suppression, find_options, load_options
from narrative.checks.profiles import Profile, ProfileError, choose_profile, detect_profile, load_profile, profile_names
from narrative.checks.running import check_case, check_corpus, check_prose
from narrative.checks.summing import form_name, summary

__all__ = [
    "Case",
    "Link",
    "Options",
    "OptionsError",
    "Profile",
    "ProfileError",
    "Suppression",
    "case_of",
    "catalogue",
    "check_case",
    "check_corpus",
    "check_prose",
    "checks",
    "choose_profile",
    "detect_profile",
    "evidence",
    "explain",
    "find_options",
    "form_name",
    "load_options",
    "load_profile",
    "profile_names",
    "quote_of",
    "summary",
]
