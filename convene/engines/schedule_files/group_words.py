"""Words that stand for somebody who is not named: a role, a group, or that it is not known yet.

English, French, Spanish, Portuguese, German, Italian, Dutch,
Indonesian, Vietnamese; in small letters without accents,
as `headings.plain_heading` writes them. What columns of people
are headed with ("Hosts", "Referentin") is known there.
"""

#: The whole of an entry, parted by `|` or a line break.
PHRASES = """
    tbc|tba|tbd|tbn|n n|nn
    n a|to be confirmed|to be announced|to be decided|to be determined|to be named|to be defined
    not yet known|not known yet|not confirmed yet|name to follow|various
    various speakers|nobody|none|everybody|everyone
    all|all of us|all together|guest speaker|guest speakers|keynote speaker|keynote speakers|to come
    noch offen|offen|wird noch bekannt gegeben
    wird bekannt gegeben|noch zu bestatigen|wird noch bestatigt|steht noch nicht fest
    noch nicht bekannt|alle|alle zusammen|alle gemeinsam|niemand|diverse|verschiedene
    a confirmer|a definir|a determiner|a preciser|a venir|a annoncer
    tous|toutes|tous ensemble|tout le monde|divers|personne
    por confirmar|por definir|por determinar|por anunciar|a confirmar
    a definir|todos|todas|todo el mundo|todos juntos|varios
    nadie|ninguno|da confermare|da definire|tutti|tutte|vari|nog te bepalen|nog te bevestigen|iedereen|allen
    akan dikonfirmasi|akan diumumkan|semua|semua peserta
    se xac nhan sau|cho xac nhan|chua xac dinh|chua xac nhan
    se thong bao sau|dang cap nhat|tat ca|tat ca moi nguoi|moi nguoi
    ban to chuc|nhom to chuc|nhom dieu phoi|ban dieu phoi
    dieu phoi vien|nguoi dieu phoi|nguoi tham du|dai bieu|chu nha
    don vi chu tri|don vi to chuc|nguoi dan chuong trinh
"""
#: An entry of nothing but these and the small words below is a role or a group: "the facilitation team".
GENERIC = """
    team teams group groups committee committees
    secretariat staff volunteers participants attendees delegates everybody
    everyone facilitation facilitator facilitators facilitating moderation moderator moderators organiser organisers
    organizer organizers organising organizing host hosts cohost cohosts hosting speaker speakers presenter presenters
    panel panelist panelists panellist panellists panels plenary rapporteur rapporteurs trainer trainers chair chairs
    coordinator coordinators coordination guests
    moderationsteam organisationsteam orgateam orga organisatoren organisatorinnen veranstalter veranstalterin
    veranstalterinnen veranstaltende gastgeber gastgeberin gastgeberinnen gastgebende teilnehmer teilnehmerinnen
    teilnehmende teilnehmenden vorbereitungsteam
    leitung leitungsteam moderatorin moderatorinnen moderatoren gruppe gruppen plenum
    equipe equipes groupe groupes comite animation
    animateur animateurs animatrice animatrices organisateur organisateurs
    organisatrice organisatrices hote hotes moderateur moderateurs moderatrice moderatrices facilitateur facilitateurs
    facilitatrice facilitatrices intervenant intervenants intervenantes participantes secretariat
    equipo equipos grupo grupos comite facilitacion facilitador facilitadora facilitadores facilitadoras organizador
    organizadora organizadores organizadoras anfitrion anfitriona
    anfitriones moderador moderadora moderadores participante
    ponente ponentes coordinacion secretaria facilitacao organizadoras anfitrioes gruppo organizzatori organizzatrici
    partecipanti organisatie organisatoren deelnemers panitia fasilitator penyelenggara peserta moderasi
"""
#: They part the words of an entry, and are nobody by themselves; "organisation" alone may be one that is named so.
SMALL = """
    the of all and a an our local main co to be tbc tba tbd by with from organisation organization organisational
    programme program event forum workshop session conference support working steering
    das die der des den dem und alle allen unser unsere von vom
    le la les l d de du des et notre tous toutes
    el los las del y nuestro nuestra todo todos todas organizacion organizador o os as e do da dos
    il lo gli di del della het een van
"""
