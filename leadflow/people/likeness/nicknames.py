"""Given names that are one name: how people are called, and what is in their papers. Folded."""

from __future__ import annotations

from typing import Final

_GROUPS: Final = (
    "johannes hans johann hannes jan john johnny|josef joseph sepp sepperl beppo jupp joe|katharina kathi "
    "kathrin katrin kati katja kate kathy katarina catharina|elisabeth lisa elise sissi liesl lisbeth elli "
    "betty liz beth elizabeth lieselotte|maximilian max maxi|alexander alex sascha xander|wilhelm willi willy "
    "wim william bill will|friedrich fritz friedel fred|magdalena leni lena magda|christian chris christoph "
    "christopher|michael michi michel mike mick|thomas tom tommy|andreas andi andy andre|matthias mathias matze "
    "hias matt|stefan stephan steffen stephen steve|robert rob bob bobby robby|richard rick dick "
    "richie|heinrich heinz heiner harry henry heini|georg schorsch george|franz franzl|ferdinand ferdi|leopold "
    "poldi leo|ludwig lutz luggi luis|rudolf rudi rolf|eduard edi eddy edward ed|ernst erni|walter "
    "waldi|werner|karl carl charly kalle charles|margarete gretel grete rita margret margarethe greta maggie "
    "margaret|barbara barbel babsi|susanne susi sanne susan sue|gabriele gabi gaby|ursula uschi ulla|brigitte "
    "gitti gitte|angelika geli angela|petra|monika moni|sabine bine|christine christina tina christl "
    "chris|theresa resi theresia therese|anna anni anne annette anni|johanna hanna hanni hannah|veronika "
    "vroni|eva evi|maria mitzi marie mary|gertrud trude gerti traudl|rosemarie rosi rosa|wolfgang wolf "
    "wolfi|gerhard gerd gert hardy|bernhard bernd berni|reinhard reini|manfred manni fredi|siegfried sigi "
    "siggi|nikolaus klaus nick niko nicolas claus|jakob jockel jack jacob|joachim achim jochen|anton toni "
    "tony|benjamin ben benni|daniel dani dan danny|dominik domi nick|philipp phil|patrick pat paddy|samuel "
    "sam|sebastian basti|tobias tobi|ulrich uli ulli|ulrike uli rike|friederike rike fritzi|valentin "
    "valli|vinzenz vinz|xaver xaverl|alois luis loisl|gunther gunter|guenther|dieter didi dietrich|detlef "
    "detlev|hildegard hilde|irmgard irmi|jennifer jenny|jessica jessi|julia juli|kristina tina "
    "kris|nadine|nathalie natalie|rebecca becky rebekka|sandra alexandra|simone|stephanie stefanie "
    "steffi|wilhelmine minna|antonia toni|caroline caro karoline carolin|charlotte lotte lotti|eleonore lore "
    "nora|helene lene leni|isabella bella isabell|jacqueline|josephine josefine pepi fine|kornelia conny "
    "cornelia nele|david dave|james jim jimmy|anthony tony|gregory greg|kenneth ken|lawrence larry|leonard leo "
    "len leonhard|margot|peter pit pete|raphael rafael|ronald ron|theodor theo ted|timothy tim|victor viktor "
    "vic|vincent vince"
)


def _pairs() -> frozenset[tuple[str, str]]:
    groups = (set(group.split()) for group in _GROUPS.split("|"))
    return frozenset((one, other) for group in groups for one in group for other in group if one != other)


_SAME: Final = _pairs()


def one_name(left: str, right: str) -> bool:
    """ "hans" and "johannes"; of several given names the first counts."""
    return (left.partition(" ")[0], right.partition(" ")[0]) in _SAME
