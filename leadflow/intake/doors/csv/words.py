"""By which headings columns are known: common ones in both languages, and before them what the playbook says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final

from leadflow.intake.doors.csv.values import NO, YES
from leadflow.intake.policy import IntakePolicy
from leadflow.kernel.names import plain
from leadflow.playbook.policy import FactsPolicy

REACHED_BY: Final = MappingProxyType(
    {"person.mail": "mail", "person.phone": "phone", "person.mobile": "mobile"}
)
"""Facts that are read with care have a target of their own."""

COMMON: Final[Mapping[str, str]] = MappingProxyType({
    "company.name":
        "Firma|Firmenname|Firma Name|Name der Firma|Firmenbezeichnung|Unternehmen|Unternehmensname|"
        "Organisation|Organisationsname|Institution|Einrichtung|Betrieb|Arbeitgeber|Gesellschaft|Verein|"
        "Name Lang|Langname|Name 1|Firma 1|Firmierung|Company|Company name|Company/Account|Organization|"
        "Organization name|Account|Account name|Business name|Employer",
    "company.industry":
        "Branche|Branchen|Industrie|Wirtschaftszweig|Sektor|Industry|Sector|Business segment|Vertical",
    "company.size": "Größe|Firmengröße|Unternehmensgröße|Betriebsgröße|Größenklasse|Company size|Size",
    "company.city": "Ort|Stadt|Wohnort|Firmensitz|Sitz|Ortschaft|Gemeinde|City|Town|Suburb",
    "company.postcode": "PLZ|Postleitzahl|Postcode|Postal code|ZIP|ZIP code|Zip/Postal code",
    "company.street":
        "Straße|Straße und Hausnummer|Straße Nr|Straße/Nr|Adresse|Anschrift|Adresszeile 1|Street|"
        "Street address|Address|Address 1|Address line 1|Mailing street|Billing street",
    "company.country": "Land|Staat|Länderkennung|Country|Country code|Nation",
    "company.domain":
        "Homepage|Website|Webseite|Internet|Internetadresse|Internetseite|URL|Domain|Web|WWW|Website URL|"
        "Company domain",
    "person.name":
        "Ansprechpartner|Ansprechpartnerin|Ansprechperson|Kontakt|Kontaktperson|Kontaktname|"
        "Vollständiger Name|Vor- und Nachname|Vorname Nachname|Teilnehmer|Besucher|Contact|Contact name|"
        "Contact person|Full name|Person|Name",
    "person.given": "Vorname|Vornamen|Rufname|First name|Given name|Forename",
    "person.surname": "Nachname|Familienname|Zuname|Last name|Surname|Family name",
    "person.title": "Titel|Akademischer Titel|Akad. Grad|Namenszusatz|Title|Academic title",
    "person.function":
        "Funktion|Position|Stellung|Berufsbezeichnung|Tätigkeit|Abteilung|Job title|Jobtitle|Job function|"
        "Department",
    "person.role": "Rolle|Rolle im Kauf|Buying role|Role",
    "mail":
        "E-Mail|Mail|Email|E-Mail-Adresse|Mailadresse|Email address|Mail address|E-Mail 1|Kontakt E-Mail|"
        "Elektronische Post",
    "phone":
        "Telefon|Tel|Tel.-Nr.|Telefonnummer|Telefon 1|Rufnummer|Festnetz|Fon|Phone|Phone number|Telephone|"
        "Business phone|Telefon Büro",
    "mobile":
        "Mobil|Mobiltelefon|Mobilnummer|Mobilfunk|Handy|Handynummer|Mobile|Mobile phone|Mobile number|Cell|"
        "Cell phone",
    "source.id":
        "External ID|Externe ID|UUID|GUID|Unique ID|Record ID|Datensatz-ID|Lead Id|Prospect ID|Contact ID|"
        "Kontakt-ID|Lead Number|Leadnummer|Kundennummer|Kunden-Nr|Kd-Nr|Id",
    "channel":
        "Kanal|Quelle|Leadquelle|Lead Source|Source|Channel|Original source|Lead Origin|Origin|Herkunft|"
        "Eingangskanal",
    "campaign": "Kampagne|Campaign|Campaign name|Aktion|Messe|Mailing|Veranstaltung|Event|utm_campaign",
    "happened_at":
        "Datum|Eingang|Eingangsdatum|Anfragedatum|Anfrage vom|Erstellt am|Erstellungsdatum|Angelegt am|"
        "Zeitstempel|Date|Created|Created at|Created on|Create date|Creation date|Submitted at|"
        "Submission date|Timestamp|First contact date",
    "note":
        "Notiz|Notizen|Bemerkung|Bemerkungen|Kommentar|Anmerkung|Anmerkungen|Nachricht|Mitteilung|Freitext|"
        "Note|Notes|Comment|Comments|Message|Remarks|Description",
    "objection.mail":
        "Do not email|Do not mail|Email opt out|Has opted out of email|Opt out|Unsubscribed|Nicht mailen|"
        "Keine E-Mail|Keine Werbung|Mailsperre|Werbesperre|Abgemeldet",
    "objection.phone":
        "Do not call|DNC|Phone opt out|No phone|Nicht anrufen|Kein Anruf|Keine Anrufe|Anrufsperre|"
        "Telefonsperre",
    "consent.mail":
        "Einwilligung|Einwilligung E-Mail|Werbeeinwilligung|Newsletter|Newsletter-Anmeldung|Opt-in|"
        "Email opt in|Email consent|Marketing consent|DSGVO-Einwilligung|GDPR consent",
    "consent.phone": "Einwilligung Telefon|Anruf erlaubt|Phone consent|Phone opt in",
})  # fmt: skip
"""Target -> headings, the surest first."""

_AROUND_WORDS: Final = (
    "geschaeftlich beruflich dienstlich privat buero office business work private main haupt zentrale "
    "primary primaer primaere kontakt contact ansprechpartner ansprechpartners lead leads kunde kunden "
    "kundin customer firma firmen company account person des der die das the of your ihr ihre ihren bitte "
    "direkt direct pflichtfeld required optional 1 2 3 01 02 i ii default"
)
_AROUND: Final = frozenset(_AROUND_WORDS.split())
_WORDS_IN: Final = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")


def squashed(heading: str) -> str:
    """ "E-Mail", "EMail" and "e_mail" are one heading."""
    return plain(heading).replace(" ", "")


def core_of(heading: str) -> str:
    """Without what says whose or which one: "Kontakt: E-Mail (geschäftlich)" is "email"."""
    words = plain(_WORDS_IN.sub(" ", heading)).split()
    return "".join(word for word in words if word not in _AROUND)


@dataclass(frozen=True, slots=True)
class MappingWords:
    """`targets`: squashed heading -> (target, rank; a smaller rank is surer). The rest is what the playbook says."""

    targets: Mapping[str, tuple[str, int]]
    outcome: tuple[str, ...] = ()
    never_score: tuple[str, ...] = ()
    untouched: frozenset[str] = frozenset()
    yes: frozenset[str] = YES
    no: frozenset[str] = field(default=NO)

    @classmethod
    def of(
        cls,
        agreed: Mapping[str, Sequence[str]] | None = None,
        *,
        outcome: Iterable[str] = (),
        never_score: Iterable[str] = (),
        untouched: Iterable[str] = (),
        yes: Iterable[str] = YES,
    ) -> MappingWords:
        """`agreed` headings win over the common ones. Outcome and never-score headings may end with an asterisk."""
        targets: dict[str, tuple[str, int]] = {}
        for found in (agreed or {}, {target: words.split("|") for target, words in COMMON.items()}):
            for target, headings in found.items():
                for rank, heading in enumerate(headings):
                    targets.setdefault(squashed(heading), (target, rank))
        return cls(
            targets,
            tuple(map(_pattern, outcome)),
            tuple(map(_pattern, never_score)),
            frozenset(word.strip().casefold() for word in untouched),
            frozenset(word.casefold() for word in yes),
        )

    def is_outcome(self, heading: str) -> bool:
        return _fits(heading, self.outcome)

    def is_never_scored(self, heading: str) -> bool:
        return _fits(heading, self.never_score)

    def target_of(self, heading: str) -> tuple[str, int] | None:
        return self.targets.get(squashed(heading))

    def near_target_of(self, heading: str) -> tuple[str, int] | None:
        """By the heading's core, where the whole is not known."""
        core = core_of(heading) or core_of(re.sub(r"[(\[].*?[)\]]", "", heading))
        return self.targets.get(core)


def _pattern(heading: str) -> str:
    bare = squashed(heading)
    return f"{bare}*" if heading.rstrip().endswith("*") else bare


def _fits(heading: str, patterns: Sequence[str]) -> bool:
    bare = squashed(heading)
    return any(bare == pattern or fnmatchcase(bare, pattern) for pattern in patterns)


def words_of(facts: FactsPolicy, intake: IntakePolicy) -> MappingWords:
    """What the playbook agreed about the headings of lists."""
    agreed: dict[str, Sequence[str]] = {}
    columns = intake.arrival_columns
    arrival = {
        "source.id": columns.external_id,
        "happened_at": columns.happened_at,
        "channel": columns.channel,
        "campaign": columns.campaign,
        "note": columns.note,
    }
    agreed.update(arrival)
    for objection in intake.objections:
        agreed[f"objection.{objection.purpose}"] = objection.columns
    for fact in facts.declared:
        agreed[REACHED_BY.get(fact.key, fact.key)] = fact.columns
    return MappingWords.of(
        agreed,
        outcome=intake.outcome_columns,
        never_score=intake.never_score_columns,
        untouched=intake.untouched_defaults,
        yes=intake.yes_words,
    )
