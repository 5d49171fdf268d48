"""What columns of a list of people may hold, and the words that stand above them.

English, French, Spanish, Portuguese, German, Italian, Dutch, Thai, Indonesian, Vietnamese, Arabic, Russian, Khmer,
Chinese. What is no word of these is kept under its heading: nothing of a list is lost.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache


class Column(StrEnum):
    """What a column of a list of people holds."""

    NAME = "name"
    GIVEN_NAME = "given name"
    FAMILY_NAME = "family name"
    EMAIL = "e-mail"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    TICKET = "ticket"
    STATE = "state"
    LANGUAGE = "language"
    TAGS = "tags"
    #: Of those alone who ask for it (`PeopleContext.beside`): in other lists it is kept under its heading.
    SECTOR = "sector"
    EXPERTISE = "expertise"
    #: Kept with the person, under the heading of the file.
    EXTRA = "keep"
    IGNORE = "ignore"


#: What several columns may hold together.
SEVERAL = frozenset({Column.TAGS, Column.EXTRA, Column.IGNORE})

WORDS: dict[Column, str] = {
    Column.NAME: """
        name|full name|fullname|participant|participant name|name of participant|attendee|attendee name|names
        delegate|delegate name|guest|guest name|person|badge name|display name|first and last name
        first name last name|nom complet|nom et prenom|prenom et nom|nom prenom|participants|nombre completo
        nombre y apellidos|nombre y apellido|apellidos y nombre|nome completo|nome e sobrenome
        vollstandiger name|vor und nachname|vorname und nachname|name vorname|teilnehmer|teilnehmerin
        teilnehmer in|nome e cognome|cognome e nome|volledige naam|naam|deelnemer|ชื่อ นามสกุล|ชื่อและนามสกุล
        ชื่อ-นามสกุล|ชื่อ สกุล|ชื่อ-สกุล|ชื่อผู้เข้าร่วม|ผู้เข้าร่วม|nama|nama lengkap|nama peserta|peserta
        ho ten|ho va ten|ten day du|الاسم|الاسم الكامل|اسم المشارك|фио|имя и фамилия|фамилия и имя|полное имя
        участник|ឈ្មោះ|ឈ្មោះពេញ|នាម និង គោត្តនាម|姓名|名字|全名""",
    Column.GIVEN_NAME: """
        first name|firstname|given name|given names|forename|forenames|first|prenom|prenoms|nombre|nombres|nome
        vorname|voornaam|ชื่อจริง|nama depan|ten|الاسم الاول|имя|នាមខ្លួន|名""",
    Column.FAMILY_NAME: """
        last name|lastname|surname|family name|familyname|last|nom|nom de famille|apellido|apellidos|sobrenome
        apelido|nachname|familienname|cognome|achternaam|นามสกุล|สกุล|nama belakang|nama keluarga|ho|اسم العائلة
        الكنية|اللقب|фамилия|គោត្តនាម|នាមត្រកូល|姓|姓氏""",
    Column.EMAIL: """
        email|e mail|mail|email address|e mail address|mail address|address email|contact email|work email
        email id|adresse email|adresse e mail|adresse mail|courriel|adresse electronique|correo
        correo electronico|e mail adresse|mailadresse|email adresse|indirizzo email|indirizzo e mail
        posta elettronica|mailadres|emailadres|e mailadres|อีเมล|อีเมล์|ที่อยู่อีเมล|alamat email|surel
        thu dien tu|dia chi email|dia chi thu dien tu|البريد الالكتروني|البريد الإلكتروني|بريد الكتروني
        электронная почта|почта|эл почта|адрес электронной почты|អ៊ីមែល|អ៊ីម៉ែល|电子邮件|邮箱|电邮|电子邮箱|郵箱
        電子郵件""",
    Column.ORGANISATION: """
        organisation|organization|org|organisation name|organization name|name of organisation
        name of organization|institution|company|company name|affiliation|employer|agency|entity|ngo|university
        organisme|societe|entreprise|structure|organizacion|institucion|empresa|entidad|organizacao|instituicao
        unternehmen|firma|einrichtung|verein|organizzazione|ente|azienda|istituzione|organisatie|instelling
        bedrijf|องค์กร|หน่วยงาน|หน่วยงาน/องค์กร|สังกัด|บริษัท|organisasi|instansi|lembaga|perusahaan|to chuc
        co quan|don vi|cong ty|المنظمة|المؤسسة|الجهة|الشركة|организация|учреждение|компания|место работы|អង្គការ
        ស្ថាប័ន|អង្គភាព|组织|机构|单位|公司|工作单位|組織|機構|單位""",
    Column.COUNTRY: """
        country|country of residence|residence country|nation|country name|country code|pays|pays de residence
        pais|pais de residencia|land|wohnsitzland|paese|ประเทศ|negara|quoc gia|nuoc|البلد|الدولة|بلد|دولة|страна
        ប្រទេស|国家|國家|国家/地区""",
    Column.TICKET: """
        ticket|ticket type|type of ticket|ticket kind|ticket name|registration type|type of registration
        attendance mode|mode of attendance|mode of participation|participation|attendance|billet|type de billet
        type de participation|entrada|tipo de entrada|tipo de participacion|ingresso|tipo de ingresso|bilhete
        eintrittskarte|kartenart|teilnahmeart|biglietto|tipo di biglietto|kaartje|tickettype|ประเภทบัตร|บัตร
        tiket|jenis tiket|loai ve|ve|التذكرة|نوع التذكرة|билет|тип билета|សំបុត្រ|ប្រភេទសំបុត្រ|票|票种|门票""",
    Column.STATE: """
        status|state|registration status|registration state|rsvp|statut|etat|estado|situacao|stand|anmeldestatus
        stato|toestand|สถานะ|tanda|trang thai|tinh trang|الحالة|حالة|حالة التسجيل|статус|состояние|ស្ថានភាព|状态
        狀態""",
    Column.LANGUAGE: """
        language|preferred language|language preference|correspondence language|mail language|langue
        langue preferee|idioma|idioma preferido|lengua|lingua|idioma preferencial|sprache|bevorzugte sprache
        lingua preferita|taal|voorkeurstaal|ภาษา|bahasa|ngon ngu|اللغة|اللغة المفضلة|язык|предпочитаемый язык
        ភាសា|语言|語言""",
    Column.TAGS: """
        tag|tags|label|labels|group|groups|etiquette|etiquettes|etiqueta|etiquetas|schlagwort|schlagworte|gruppe
        gruppen|etichetta|etichette|labels|แท็ก|กลุ่ม|tanda|grup|nhan|nhom|وسم|وسوم|المجموعة|метка|метки|группа
        ស្លាក|ក្រុម|标签|標籤""",
    Column.SECTOR: """
        sector|type of organisation|type of organization|organisation type|organization type|stakeholder group
        secteur|sector de actividad|setor|sektor|branche|settore|ภาคส่วน|sektor|linh vuc|القطاع|сектор|វិស័យ|部门
        行业""",
    Column.EXPERTISE: """
        expertise|field|field of expertise|area of expertise|specialty|speciality|domaine|domaine d expertise
        especialidad|area de especialidad|especialidade|fachgebiet|schwerpunkt|competenza|ambito|vakgebied
        ความเชี่ยวชาญ|keahlian|chuyen mon|التخصص|специализация|ជំនាញ|专长|专业""",
    Column.IGNORE: """
        no|nr|n|number|row|serial|serial no|serial number|s no|sr no|sl no|#|numero|lfd nr|nummer|ลำดับ|ลำดับที่
        stt|m|№|序号|ល រ""",
}

LONGEST_HEADING = 200
_PUNCTUATION = re.compile(r"[\s.,;:·/\\|()\[\]{}*#°º_\-–—'’\"“”«»?!+&№]+")
_BRACKETED = re.compile(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]|（[^（）]{0,100}）")
#: "Nom" is the family name beside "Prénom" and the whole name without it; so are "Nombre" and "Nome".
ALONE_A_WHOLE_NAME = frozenset({"nom", "nombre", "nome", "имя", "ten", "first", "last"})


def plain(text: str) -> str:
    """Small letters without accents and punctuation, single spaces: as headings and countries are compared."""
    bare = unicodedata.normalize("NFKD", text[:LONGEST_HEADING]).casefold().replace("đ", "d")
    bare = "".join(each for each in bare if not unicodedata.combining(each))
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFC", bare)).strip()


@cache
def _meanings() -> dict[str, Column]:
    found: dict[str, Column] = {}
    for meaning, listed in WORDS.items():
        for word in listed.replace("\n", "|").split("|"):
            if known := plain(word):
                found.setdefault(known, meaning)
    return found


def meaning_of(heading: str) -> Column | None:
    """What a heading says that its column holds; None where it is no word of ours."""
    if not heading.strip() or len(heading) > LONGEST_HEADING:
        return None
    for spelling in (heading, _BRACKETED.sub(" ", heading)):
        words = plain(spelling)
        if words in _meanings():
            return _meanings()[words]
    # "Name / Nom", "E-mail | อีเมล": what both halves say
    parts = {_meanings().get(plain(part)) for part in re.split(r"\s*[/|\n]\s*", heading)}
    known = parts - {None}
    return known.pop() if len(known) == 1 and len(parts) > 1 else None
