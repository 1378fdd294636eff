"""The faults of a playbook in words, German and English: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from leadflow.playbook.document import Fault

DE: Final[dict[str, str]] = {
    "another_currency": "Eine Instanz rechnet in einer Währung, hier steht auch {currency}.",
    "rule_without_test": "Diese Regel prüft nichts: nenn source, medium, referrer oder click.",
    "tap_without_choices": "„{name}“ hat keine Auswahl, also keine Knöpfe.",
    "asked_twice": "Nach „{name}“ wird schon weiter oben gefragt.",
    "borders_do_not_descend": "Die Grenzen müssen fallen, hier stehen {values}.",
    "choices_do_not_fit": "Auswahlen gehören zum Typ choice und nur zu ihm; hier steht {type}.",
    "comma_cuts_text": "Ein Komma beendet in {{…}} den Text. Setze ihn in Anführungszeichen.",
    "core_fact_missing": "„{name}“ fehlt: daran erkennen und erreichen wir Menschen und Firmen.",
    "core_fact_type": "„{name}“ muss vom Typ {type} sein.",
    "doubled_key": "Den Schlüssel „{name}“ gibt es schon in Zeile {first}.",
    "empty_text": "Hier fehlt der Text.",
    "fades_without_signal": "half_life und cap wirken nur mit einem signal.",
    "fits_everybody": "Diese Zeile passt auf alle. Was für alle gilt, steht in within.new.",
    "form_without_mail": "Das Formular „{name}“ muss nach der Mailadresse fragen (required: true), sonst lässt sich"
    " nichts bestätigen.",
    "hours_overlap": "Die Arbeitszeiten eines Tages überschneiden sich oder stehen nicht in Reihenfolge.",
    "key_is_no_word": "Ein Schlüssel muss ein einzelnes Wort sein.",
    "letter_taken": "Die Taste {letter} ist schon vergeben.",
    "merge_broken": "Hier steht eine geschweifte Klammer, die zu keinem Feld gehört. Beispiel: {{person.surname|}}",
    "merge_unknown": "Ein Feld „{name}“ kann diese Mail nicht füllen.",
    "merge_without_fallback": "„{name}“ ist nicht immer bekannt. Sag, was sonst dasteht: {{{name}|…}}",
    "missing": "„{name}“ fehlt.",
    "never_open": "Es gibt keinen Arbeitstag.",
    "never_scored": "„{name}“ wurde nach dem Kontakt gesetzt (never_score) und darf keine Punkte geben.",
    "no_aliases": "Verweise wie *{name} sind hier nicht erlaubt. Schreibe den Wert aus.",
    "no_tags": "Typangaben wie {tag} sind hier nicht erlaubt.",
    "not_a_clock": "„{value}“ ist keine Uhrzeit. Beispiel: 12:00",
    "not_a_condition": "Das ist keine Bedingung. Sie beginnt mit fact, signal, channel, offer, role, fit, interest,"
    " all, any oder not.",
    "not_a_day": "„{value}“ ist kein Tag. Beispiel: 12-24 für den 24. Dezember",
    "not_a_key": "„{value}“ ist kein Schlüssel. Erlaubt sind Kleinbuchstaben, Ziffern und _, vorn ein Buchstabe.",
    "not_a_fact_key": "„{value}“ ist kein Fakt. Er beginnt mit lead., person., company. oder import., dann folgen"
    " Kleinbuchstaben, Ziffern und _.",
    "not_a_currency": "„{value}“ ist keine Währung. Beispiel: EUR",
    "not_a_letter": "„{value}“ ist keine Taste. Erlaubt ist ein großer Buchstabe.",
    "not_a_playbook": "Das ist kein Drehbuch. Es besteht aus Abschnitten wie process:, leads: und scoring:.",
    "not_a_ratio": "„{value}“ ist kein Anteil. Beispiele: 1/3 oder 0.10",
    "not_a_span": "„{value}“ ist keine Dauer. Beispiel: 2h. Erlaubte Einheiten: {units}",
    "not_an_amount": "„{value}“ ist kein Betrag. Erlaubt sind Zahlen ab 0 mit höchstens zwei Nachkommastellen.",
    "not_allowed": "Dieser Wert ist hier nicht erlaubt.",
    "not_hours": "„{value}“ sind keine Arbeitszeiten. Beispiel: 08:00-12:00",
    "not_one_of": "Hier ist nur eines davon erlaubt: {allowed}.",
    "not_one_test": "Zu einem Fakt gehört genau eine Prüfung (is, in, at_least, at_most, known, free_mail),"
    " hier sind es {count}.",
    "not_one_value": "Hier wird ein einzelner Wert erwartet.",
    "not_readable": "Hier lässt sich der Text nicht lesen: {problem}.",
    "not_utf8": "Die Datei ist nicht in UTF-8 gespeichert.",
    "order_not_complete": "Die Reihenfolge muss jede Art genau einmal nennen: {kinds}.",
    "plan_always_taken": "Der Plan „{name}“ gilt für alle; was nach ihm steht, wird nie genommen.",
    "plan_for_nobody_else": "Der letzte Plan muss für alle gelten, die kein anderer nimmt: lass hier when weg.",
    "purpose_missing": "Der Zweck „{name}“ fehlt.",
    "reserved": "„{name}“ gehört Leadflow selbst: so heißen alle Wege zu einem Menschen. Nimm einen anderen Namen.",
    "rule_without_ground": "Die Regel braucht when oder signal.",
    "said_twice": "„{name}“ steht schon in Zeile {first}.",
    "section_missing": "Der Abschnitt „{name}“ fehlt.",
    "step_without_mail": "mail gehört zu do: mail und nur dazu; hier steht do: {do}.",
    "strange_character": "Das Zeichen {character} ist in einem Drehbuch nicht erlaubt.",
    "test_does_not_fit": "{test} passt nicht zu „{fact}“, denn das ist vom Typ {type}.",
    "too_deep": "Der Text ist zu tief verschachtelt (höchstens {limit} Ebenen).",
    "too_few": "Hier fehlen Einträge, nötig ist mindestens: {limit}.",
    "too_large": "Höchstens {limit} ist erlaubt.",
    "too_long": "Der Text ist zu lang: {length} Zeichen, höchstens {limit}.",
    "too_many": "Höchstens {limit} Einträge sind erlaubt.",
    "too_small": "Mindestens {limit} ist nötig.",
    "touch_missing": "Die Berührung „{name}“ fehlt.",
    "unknown_choice": "„{fact}“ hat keine Auswahl „{name}“.",
    "unknown_key": "„{name}“ gibt es hier nicht.",
    "unknown_name": "„{name}“ ist nirgends festgelegt ({kind}).",
    "unknown_section": "Einen Abschnitt „{name}“ gibt es nicht.",
    "wrong_type": "Hier wird {expected} erwartet.",
}  # fmt: skip
EN: Final[dict[str, str]] = {
    "another_currency": "A home counts in one currency, here is {currency} too.",
    "rule_without_test": "This rule tests nothing: name source, medium, referrer or click.",
    "tap_without_choices": '"{name}" has no choices, so there are no buttons.',
    "asked_twice": '"{name}" is asked further up already.',
    "borders_do_not_descend": "The borders must descend, here are {values}.",
    "choices_do_not_fit": "Choices belong to the type choice and only to it; here is {type}.",
    "comma_cuts_text": "In {{...}} a comma ends the text. Put it in quotes.",
    "core_fact_missing": '"{name}" is missing: by it we recognise and reach people and companies.',
    "core_fact_type": '"{name}" must be of type {type}.',
    "doubled_key": 'The key "{name}" is in line {first} already.',
    "empty_text": "The text is missing here.",
    "fades_without_signal": "half_life and cap only work with a signal.",
    "fits_everybody": "This line fits everybody. What holds for all stands in within.new.",
    "form_without_mail": 'The form "{name}" must ask for the mail address (required: true),'
    " else nothing can be confirmed.",
    "hours_overlap": "The working hours of a day overlap or are not in order.",
    "key_is_no_word": "A key must be a single word.",
    "letter_taken": "The key {letter} is taken already.",
    "merge_broken": "Here is a brace that belongs to no field. Example: {{person.surname|}}",
    "merge_unknown": 'This mail cannot fill a field "{name}".',
    "merge_without_fallback": '"{name}" is not always known. Say what stands there otherwise: {{{name}|...}}',
    "missing": '"{name}" is missing.',
    "never_open": "There is no working day.",
    "never_scored": '"{name}" was set after the contact (never_score) and must not give points.',
    "no_aliases": "References like *{name} are not allowed here. Write the value out.",
    "no_tags": "Types like {tag} are not allowed here.",
    "not_a_clock": '"{value}" is no time of day. Example: 12:00',
    "not_a_condition": "This is no condition. One begins with fact, signal, channel, offer, role, fit, interest, all,"
    " any or not.",
    "not_a_day": '"{value}" is no day. Example: 12-24 for 24 December',
    "not_a_key": '"{value}" is no key. Allowed are small letters, digits and _, a letter first.',
    "not_a_fact_key": '"{value}" is no fact. One begins with lead., person., company. or import., then come small'
    " letters, digits and _.",
    "not_a_currency": '"{value}" is no currency. Example: EUR',
    "not_a_letter": '"{value}" is no key of the keyboard. One capital letter is allowed.',
    "not_a_playbook": "This is no playbook. One consists of sections like process:, leads: and scoring:.",
    "not_a_ratio": '"{value}" is no share. Examples: 1/3 or 0.10',
    "not_a_span": '"{value}" is no span of time. Example: 2h. Units allowed: {units}',
    "not_an_amount": '"{value}" is no amount. Allowed are numbers from 0 with at most two decimals.',
    "not_allowed": "This value is not allowed here.",
    "not_hours": '"{value}" are no working hours. Example: 08:00-12:00',
    "not_one_of": "Only one of these is allowed here: {allowed}.",
    "not_one_test": "A fact takes exactly one test (is, in, at_least, at_most, known, free_mail), here are {count}.",
    "not_one_value": "A single value is expected here.",
    "not_readable": "The text cannot be read here: {problem}.",
    "not_utf8": "The file is not stored in UTF-8.",
    "order_not_complete": "The order must name each kind exactly once: {kinds}.",
    "plan_always_taken": 'The plan "{name}" holds for everybody; what stands after it is never taken.',
    "plan_for_nobody_else": "The last plan must hold for everybody whom no other takes: leave out when here.",
    "purpose_missing": 'The purpose "{name}" is missing.',
    "reserved": '"{name}" is what Leadflow itself calls the ways to reach a person. Choose another one.',
    "rule_without_ground": "The rule needs when or signal.",
    "said_twice": '"{name}" is in line {first} already.',
    "section_missing": 'The section "{name}" is missing.',
    "step_without_mail": "mail belongs to do: mail and only to it; here is do: {do}.",
    "strange_character": "The character {character} is not allowed in a playbook.",
    "test_does_not_fit": '{test} does not fit "{fact}", which is of type {type}.',
    "too_deep": "The text is nested too deep (at most {limit} levels).",
    "too_few": "Entries are missing here, needed at least: {limit}.",
    "too_large": "At most {limit} is allowed.",
    "too_long": "The text is too long: {length} characters, at most {limit}.",
    "too_many": "At most {limit} entries are allowed.",
    "too_small": "At least {limit} is needed.",
    "touch_missing": 'The touch "{name}" is missing.',
    "unknown_choice": '"{fact}" has no choice "{name}".',
    "unknown_key": '"{name}" does not exist here.',
    "unknown_name": '"{name}" is declared nowhere ({kind}).',
    "unknown_section": 'There is no section "{name}".',
    "wrong_type": "{expected} is expected here.",
}
EXPECTED: Final[dict[str, tuple[str, str]]] = {
    "text": ("ein Text", "A text"),
    "whole_number": ("eine ganze Zahl", "A whole number"),
    "number": ("eine Zahl", "A number"),
    "true_or_false": ("true oder false", "true or false"),
    "list": ("eine Liste", "A list"),
    "group": ("eine Gruppe von Angaben", "A group of entries"),
}
KINDS: Final[dict[str, tuple[str, str]]] = {
    "fact": ("Fakt", "fact"),
    "offer": ("Leistung", "offer"),
    "channel": ("Kanal", "channel"),
    "team": ("Team", "team"),
    "contact_role": ("Rolle", "role"),
    "signal": ("Signal", "signal"),
    "purpose": ("Zweck", "purpose"),
    "disqualification_reason": ("Grund", "reason"),
}
PROBLEMS: Final[tuple[tuple[str, str, str], ...]] = (
    ("\\t", "ein Tabulator; rücke mit Leerzeichen ein", "a tab; indent with spaces"),
    ("scanning a quoted scalar", "ein Anführungszeichen ist offen", "a quotation mark is left open"),
    (
        "parsing a flow",
        "eine Klammer ist offen oder ein Komma fehlt",
        "a bracket is left open or a comma is missing",
    ),
    (
        "mapping values are not allowed",
        "ein Doppelpunkt zu viel oder falsch eingerückt",
        "a colon too many or wrongly indented",
    ),
    ("expected ':'", "hier fehlt ein Doppelpunkt", "a colon is missing here"),
    ("block mapping", "falsch eingerückt", "wrongly indented"),
    ("block collection", "falsch eingerückt", "wrongly indented"),
    ("another document", "nur ein Dokument je Datei", "only one document per file"),
)


def tell(fault: Fault, language: str) -> str:
    """One or two sentences, without the place."""
    german = language.startswith("de")
    facts = _worded(fault.facts, german=german)
    told = (DE if german else EN)[fault.code].format_map(facts)
    if not facts.get("near"):
        return told
    near = facts["near"]
    return f"{told} Meintest du „{near}“?" if german else f'{told} Did you mean "{near}"?'


def _worded(facts: Mapping[str, Any], *, german: bool) -> dict[str, Any]:
    at = 0 if german else 1
    worded = dict(facts)
    if "expected" in facts:
        worded["expected"] = EXPECTED[facts["expected"]][at]
    if "kind" in facts:
        worded["kind"] = KINDS.get(facts["kind"], (facts["kind"],) * 2)[at]
    if "problem" in facts:
        worded["problem"] = _problem(str(facts["problem"]), at)
    if "test" in facts:
        worded["test"] = str(facts["test"]).rstrip("_")
    return worded


def _problem(told: str, at: int) -> str:
    """What the YAML reader says, where it is one of the usual accidents."""
    return next((words[at] for sign, *words in PROBLEMS if sign in told), told)
