"""The words a made-up German-speaking economy is told with. Every name is put together by chance."""

from __future__ import annotations

from typing import Final

_WOMEN: Final = (
    "Anna Barbara Birgit Carla Christa Dörte Elke Elisabeth Eva Franziska Gisela Hannelore Ines Jana Johanna Jutta "
    "Karin Katharina Käthe Lena Lisa Luise Margit Marlene Martina Mechthild Nadja Petra Renate Sabine Silke Sophie "
    "Tanja Ulrike Ursula Verena Wiebke Zoë"
)
_MEN: Final = (
    "Alexander Andreas Bernd Björn Christian Clemens Daniel Dieter Eberhard Erik Florian Frank Georg Götz Günter Hans "
    "Heinrich Holger Ingo Jan Jochen Jörg Jürgen Karl Klaus Konrad Lars Lukas Manfred Markus Matthias Michael Norbert "
    "Oliver Paul Peter Rainer Rüdiger Sebastian Sönke Stefan Thomas Tobias Uwe Volker Werner Wolfgang"
)
_SURNAMES: Final = (
    "Ackermann Albrecht Altmann Arnold Bachmann Bäcker Baumann Becker Berger Bergmann Böhm Böttcher Brandt Braun "
    "Brunner Bühler Busch Dietrich Döring Ebner Eder Egger Ehlers Engel Ernst Fichtner Fink Förster Franke Friedrich "
    "Fuchs Gärtner Geiger Gerber Götze Graf Groß Günther Haas Hagen Hahn Hartmann Heinz Heller Herrmann Hofer Hoffmann "
    "Höfer Huber Jäger Jansen Jung Kaiser Keller Kern Kirchner Köhler König Krämer Kraus Krüger Kühn Lang Lechner "
    "Lehmann Lindner Lorenz Lütke Maier Maurer Mayr Meißner Möller Moser Müller Neumann Nowak Ochs Oswald Ott Peters "
    "Pfeiffer Pichler Pohl Reuter Richter Ritter Röder Roth Rühl Sauer Schäfer Schilling Schlüter Schmid Schneider "
    "Scholz Schröder Schubert Schütz Schwarz Seidel Simon Sommer Stein Steiner Strauß Thiele Ulrich Vogel Voß Wagner "
    "Walter Weber Weiß Wenzel Wieland Winkler Wirth Wolf Zeller Ziegler Zimmermann"
)
WOMEN: Final = tuple(_WOMEN.split())
MEN: Final = tuple(_MEN.split())
SURNAMES: Final = tuple(_SURNAMES.split())
TRADES: Final = {
    "machinery": ("Maschinenbau", "Anlagenbau", "Antriebstechnik", "Werkzeugmaschinen", "Fördertechnik"),
    "manufacturing": ("Metallwaren", "Kunststofftechnik", "Präzisionsteile", "Möbelwerke", "Feinblech"),
    "logistics": ("Spedition", "Logistik", "Lagerhäuser", "Transporte"),
    "trade": ("Großhandel", "Handelshaus", "Baustoffe", "Versandhaus"),
    "construction": ("Hochbau", "Holzbau", "Haustechnik", "Dachbau"),
    "it": ("Software", "Systemhaus", "Datentechnik", "Netzwerke"),
    "services": ("Dienstleistungen", "Ingenieurbüro", "Gebäudedienste", "Planung"),
    "finance": ("Versicherungsdienst", "Vermögensverwaltung", "Leasing"),
    "health": ("Medizintechnik", "Pflegedienste", "Labortechnik"),
    "public": ("Stadtwerke", "Wasserverband", "Abfallwirtschaft"),
    "education": ("Akademie", "Lernwerkstatt", "Bildungswerk"),
}
FORMS: Final = {"GmbH": 6, "AG": 1, "KG": 1.2, "GmbH & Co. KG": 1.8, "OHG": 0.3, "e. K.": 0.4}
TOWNS: Final = {
    "DE": (
        ("10115", "Berlin"),
        ("20095", "Hamburg"),
        ("28195", "Bremen"),
        ("30159", "Hannover"),
        ("33602", "Bielefeld"),
        ("40213", "Düsseldorf"),
        ("45127", "Essen"),
        ("48143", "Münster"),
        ("50667", "Köln"),
        ("60311", "Frankfurt am Main"),
        ("70173", "Stuttgart"),
        ("73430", "Aalen"),
        ("73728", "Esslingen"),
        ("79098", "Freiburg"),
        ("80331", "München"),
        ("86150", "Augsburg"),
        ("89073", "Ulm"),
        ("90403", "Nürnberg"),
        ("97070", "Würzburg"),
        ("04109", "Leipzig"),
        ("99084", "Erfurt"),
        ("01067", "Dresden"),
    ),
    "AT": (("1010", "Wien"), ("4020", "Linz"), ("5020", "Salzburg"), ("6020", "Innsbruck"), ("8010", "Graz")),
    "CH": (
        ("8001", "Zürich"),
        ("3011", "Bern"),
        ("4051", "Basel"),
        ("9000", "St. Gallen"),
        ("6003", "Luzern"),
    ),
}
COUNTRIES: Final = {"DE": "Deutschland", "AT": "Österreich", "CH": "Schweiz"}
STREETS: Final = (
    "Industriestraße",
    "Bahnhofstraße",
    "Am Gewerbepark",
    "Werkstraße",
    "Hauptstraße",
    "Mühlweg",
)
FICTIONAL_NUMBERS: Final = ("030 23125", "040 66969", "069 90009", "0221 4710", "089 99998")
"""Set aside for films and books: nobody is ever rung up by mistake. Three digits follow."""

JOBS: Final = {
    "user": ("Sachbearbeitung", "Arbeitsvorbereitung", "Disposition"),
    "technical": ("Produktionsleitung", "Leitung IT", "Technische Leitung"),
    "controller": ("Controlling", "Kaufmännische Leitung"),
    "director": ("Geschäftsführung", "Vorstand"),
    "other": ("Einkauf", "Assistenz", "Qualitätsmanagement"),
}
NEEDS: Final = (
    "Durchlaufzeiten senken",
    "Engpass in der Endmontage",
    "Angebote schneller schreiben",
    "Lagerbestände abbauen",
    "Planung läuft in Tabellen über",
    "Rüstzeiten verkürzen",
    "Reklamationen zurückverfolgen",
    "Zwei Standorte zusammenführen",
    "Termintreue verbessern",
    "Nachfolge in der Arbeitsvorbereitung",
    "Kapazität für einen Großkunden",
    "Papier aus der Werkstatt bekommen",
)
ENQUIRIES: Final = (
    "Bitte rufen Sie mich an: {need}.",
    "Wir suchen Unterstützung. Thema: {need}.",
    "{need}. Was würde das kosten?",
    "Können wir dazu einmal sprechen? {need}.",
)
REMARKS: Final = (
    "Sehr freundlich, nimmt sich Zeit.",
    "Ruft lieber vormittags zurück.",
    "Kollege aus der Technik soll dazukommen.",
    "Hat mit dem Vorgängersystem schlechte Erfahrungen.",
    "Will zuerst eine Referenz aus der Branche hören.",
    "Sekretariat verbindet gern weiter.",
)
ALTERNATIVES: Final = ("eigene Tabellen", "Branchenlösung", "selbst entwickeln", "externes Büro")
OVERRIDES: Final = (
    "Fachbereich hat den Weg zur Entscheidung zugesagt",
    "Termin mit der Leitung steht schon fest",
    "Bestandskunde, Entscheidung fällt im Team",
)
