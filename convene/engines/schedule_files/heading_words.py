"""The words above the columns of agendas, parted by `|` or a line break, in small letters without accents.

English, French, Spanish, Portuguese, German, Italian, Dutch, Thai, Indonesian, Vietnamese, Arabic, Russian, Khmer.
A word that means two things in two languages stands where more agendas have it; the organiser can say otherwise.
"""

from convene.engines.schedule_files.columns import Column

WORDS: dict[Column, str] = {
    Column.DATE: """
        date|day|dates|session date|event date|start date|jour|date de debut|fecha|dia|data|datum
        tag|giorno|dag|วันที่|วัน|tanggal|hari|tgl|ngay|التاريخ|تاريخ|اليوم|дата|день|កាលបរិច្ឆេទ
        ថ្ងៃ|ថ្ងៃទី""",
    Column.START: """
        start|starts|start time|starting time|begin|begins|begin time|from|starts at|start at
        time start|time from|debut|heure de debut|heure debut|de|commence|inicio|hora de inicio
        hora inicio|comienzo|desde|inicio hora|hora inicial|beginn|anfang|startzeit|anfangszeit|von
        beginnt|inizio|ora inizio|ora di inizio|dalle|aanvang|begintijd|starttijd|van|เริ่ม
        เวลาเริ่ม|เริ่มเวลา|mulai|waktu mulai|jam mulai|bat dau|gio bat dau|thoi gian bat dau|tu
        البداية|بداية|وقت البدء|وقت البداية|من|начало|время начала|с|ចាប់ផ្តើម|ម៉ោងចាប់ផ្តើម""",
    Column.END: """
        end|ends|end time|finish|finish time|to|until|till|ending time|time end|time to|stop
        ends at|fin|heure de fin|heure fin|a|jusqu a|hora de fin|hora fin|termino|hora de termino
        hasta|final|hora final|fim|hora de fim|ate|termina|ende|endzeit|schluss|bis|endet|fine
        ora fine|ora di fine|alle|einde|eindtijd|tot|สิ้นสุด|เวลาสิ้นสุด|ถึง|จบ|selesai
        waktu selesai|jam selesai|berakhir|ket thuc|gio ket thuc|thoi gian ket thuc|den|النهاية
        نهاية|وقت الانتهاء|وقت النهاية|الى|конец|окончание|время окончания|до|បញ្ចប់|ម៉ោងបញ្ចប់""",
    Column.DURATION: """
        duration|length|minutes|mins|min|how long|duree|duracion|duracao|dauer|lange|lunghezza
        durata|duur|ระยะเวลา|durasi|lama|thoi luong|المدة|مدة|продолжительность|длительность|រយៈពេល""",
    Column.SPAN: """
        time slot|timeslot|slot|time span|timing|timings|time range|schedule time|start end
        start end time|creneau|creneau horaire|plage horaire|horaires|franja horaria|zeitraum
        zeitfenster|uhrzeit von bis|fascia oraria|orari|tijdvak|tijdslot|ช่วงเวลา|rentang waktu
        khung gio|الفترة|промежуток|интервал""",
    Column.TITLE: """
        title|session title|session name|talk title|name of session|title of session|titre|intitule
        titre de la session|titulo|titulo de la sesion|titulo da sessao|nombre de la sesion|titel
        sessiontitel|titolo|titel der sitzung|naam sessie|หัวข้อ|ชื่อเรื่อง|ชื่อหัวข้อ|ชื่อกิจกรรม
        judul|judul sesi|judul acara|tieu de|ten phien|العنوان|عنوان|عنوان الجلسة|название
        заголовок|название сессии|ចំណងជើង""",
    Column.SUBTITLE: """
        subtitle|sub title|tagline|sous titre|subtitulo|untertitel|sottotitolo|ondertitel
        คำบรรยายใต้ชื่อ|subjudul|sub judul|phu de|العنوان الفرعي|عنوان فرعي|подзаголовок|ចំណងជើងរង""",
    Column.FORMAT: """
        format|session format|session type|type of session|kind|formato|tipo|tipo de sesion
        tipo de sessao|typ|art|sitzungsart|type de session|tipologia|vorm|werkvorm|รูปแบบ|ประเภท
        tipe|jenis|loai|hinh thuc|النوع|نوع|نوع الجلسة|формат|тип|ប្រភេទ|ទម្រង់""",
    Column.ROOM: """
        room|location|venue|place|hall|room name|stage|salle|lieu|emplacement|sala|lugar|local
        salon|ubicacion|espacio|raum|ort|saal|zimmer|aula|luogo|stanza|zaal|ruimte|locatie|plaats
        lokaal|ห้อง|สถานที่|ห้องประชุม|ruang|ruangan|tempat|lokasi|phong|dia diem|القاعة|قاعة
        المكان|الغرفة|зал|комната|место|аудитория|помещение|បន្ទប់|ទីកន្លែង|សាល""",
    Column.TRACK: """
        track|stream|theme|strand|pillar|category|parcours|axe|volet|thematique|linea|eje
        eje tematico|tema|trilha|eixo|eixo tematico|categoria|categorie|strang|themenstrang
        themenfeld|percorso|filone|thema|สาย|กลุ่มหัวข้อ|ธีม|jalur|kategori|chu de|المسار|مسار
        المحور|секция|направление|трек|поток|ប្រធានបទ""",
    Column.SPEAKERS: """
        speaker|speakers|presenter|presenters|speaker name|speaker names|name of speaker
        names of speakers|presented by|by|lecturer|resource person|resource persons|orador
        intervenant|intervenants|intervenante|intervenantes|intervenant e s|orateur|orateurs
        orateur s|conferencier|conferenciers|ponente|ponentes|oradores|oradora|expositor
        expositores|palestrante|palestrantes|orador a|referent|referenten|referentin|referentinnen
        referent in|sprecher|sprecherin|sprecherinnen|redner|vortragende|vortragender|mitwirkende
        relatore|relatori|relatrice|oratore|oratori|spreker|sprekers|วิทยากร|ผู้บรรยาย|ผู้พูด
        pembicara|narasumber|pemateri|dien gia|nguoi trinh bay|bao cao vien|المتحدث|المتحدثون
        المتحدثين|متحدث|المتكلمون|докладчик|докладчики|спикер|спикеры|выступающие|выступающий
        វាគ្មិន""",
    Column.PANELLISTS: """
        panellist|panellists|panelist|panelists|panel members|paneliste|panelistes|panelista
        panelistas|panelisti|podium|podiumsgaste|panelleden|ผู้ร่วมอภิปราย|panelis
        المشاركون في الحلقة|панелисты""",
    Column.MODERATORS: """
        moderator|moderators|moderated by|chair|chairs|session chair|chairperson|moderation
        moderateur|moderateurs|moderatrice|moderateur trice|president de seance|moderador
        moderadora|moderadores|moderatorin|moderatoren|gesprachsleitung|moderatore|moderatori
        dagvoorzitter|ผู้ดำเนินรายการ|ผู้ดำเนินการอภิปราย|dieu phoi vien|nguoi dieu phoi|المنسق
        ميسر الجلسة|مدير الجلسة|модератор|модераторы|ведущий|ведущие|អ្នកសម្របសម្រួល""",
    Column.FACILITATORS: """
        facilitator|facilitators|facilitated by|facilitation|facilitation team|trainer|trainers
        animateur|animateurs|animatrice|facilitateur|facilitateurs|facilitatrice|facilitador
        facilitadora|facilitadores|facilitatore|facilitatori|begeleider|begeleiders|begleitung
        วิทยากรกระบวนการ|fasilitator|ผู้อำนวยความสะดวก|الميسر|الميسرون|ميسر|фасилитатор
        фасилитаторы|អ្នកសម្របសម្រួលវគ្គ""",
    Column.RAPPORTEURS: """
        rapporteur|rapporteurs|note taker|notetaker|relator|relatores|berichterstatter|verslaggever
        المقرر|ผู้จดบันทึก|notulis|thu ky|докладчик группы""",
    Column.HOST: """
        lead|leads|led by|host|hosts|hosted by|session lead|session host|lead facilitator
        responsible|responsible person|person in charge|in charge|owner|organiser|organizer
        organisers|organizers|responsable|responsables|animation|hote|a cargo de|encargado
        anfitrion|anfitriona|responsavel|anfitriao|leitung|verantwortlich|gastgeber|gastgeberin
        responsabile|conduce|gastheer|leiding|verantwoordelijke|ผู้รับผิดชอบ|เจ้าภาพ
        penanggung jawab|pic|tuan rumah|chu tri|phu trach|المسؤول|المضيف|ответственный
        ответственные|អ្នកទទួលខុសត្រូវ""",
    Column.ABSTRACT: """
        abstract|summary|short description|resume|resumen|resumo|zusammenfassung|kurzbeschreibung
        riassunto|sintesi|samenvatting|บทคัดย่อ|สรุป|abstrak|ringkasan|tom tat|الملخص|ملخص
        аннотация|резюме|សង្ខេប""",
    Column.DESCRIPTION: """
        description|details|detail|session description|full description|long description|content
        contents|objective|objectives|about|descriptif|contenu|descripcion|detalle|detalles
        contenido|objetivos|descricao|detalhes|conteudo|beschreibung|inhalt|descrizione|contenuto
        dettagli|beschrijving|omschrijving|inhoud|รายละเอียด|คำอธิบาย|เนื้อหา|deskripsi|keterangan
        uraian|mo ta|noi dung|chi tiet|الوصف|وصف|التفاصيل|описание|содержание|подробности
        ការពិពណ៌នា|សេចក្តីលម្អិត""",
    Column.LANGUAGE: """
        language|languages|lang|session language|langue|langues|idioma|idiomas|lengua|lingua
        sprache|sprachen|taal|voertaal|ภาษา|bahasa|ngon ngu|اللغة|لغة|язык|языки|ភាសា""",
    Column.ID: """
        id|code|session id|session code|ref|reference|uid|guid|uuid|identifier|codigo|identificador
        kennung|kurzel|codice|รหัส|kode|ma|ma so|ma phien|الرمز|رمز|код|លេខកូដ""",
    Column.EMAIL: """
        e mail|email|emails|e mails|mail|email address|e mail address|email addresses|mail address
        speaker email|speaker e mail|speaker emails|speakers email|speaker mail|email of speaker
        presenter email|contact email|courriel|courriels|adresse e mail|adresse email|adresse mail
        adresse electronique|courriel intervenant|email intervenant|e mail de l intervenant|correo
        correos|correo electronico|correo del ponente|email ponente|endereco de email|correio
        correio eletronico|email do palestrante|e mail adresse|e mail adressen|mailadresse
        e mail referent|e mail referentin|indirizzo email|indirizzo e mail|posta elettronica
        e mailadres|mailadres|emailadres|อีเมล|อีเมลวิทยากร|surel|alamat email|email pembicara
        thu dien tu|dia chi email|dia chi thu dien tu|email dien gia|البريد الالكتروني
        بريد الكتروني|почта|электронная почта|эл почта|email докладчика|អ៊ីមែល""",
    Column.IGNORE: """
        no|nr|n|number|numero|nummer|num|row|phone|telephone|bio|bios
        biography|photo|picture|notes|note|comment|comments|remarks|status|slides|link|links|url
        zoom link|budget|capacity|materials|av needs|equipment|statut|estado|telefono
        observaciones|observacoes|bemerkungen|bemerkung|anmerkungen|notizen|opmerkingen
        หมายเหตุ|ลำดับ|ที่|ghi chu|stt|catatan|ملاحظات|رقم|الرقم|م
        примечания|примечание|заметки|номер|ល រ|កំណត់ចំណាំ""",
}

# These mean it only where no other column does: "Session" is no title beside "Title".
WEAK_WORDS: dict[Column, str] = {
    Column.TITLE: """
        session|sessions|activity|activities|item|items|agenda|agenda item|agenda items|programme
        program|topic|topics|subject|what|name|event|talk|presentation|seance|atelier|activite
        programme de la journee|sujet|sesion|actividad|programa|sessao|atividade|assunto|asunto
        nombre|nome|sitzung|veranstaltung|programmpunkt|programm|beitrag|sessione|attivita
        programma|argomento|evento|sessie|onderdeel|activiteit|onderwerp|naam|กิจกรรม|กำหนดการ
        รายการ|เรื่อง|kegiatan|acara|agenda acara|sesi|materi|topik|hoat dong|phien|chuong trinh
        noi dung chuong trinh|الجلسة|جلسة|النشاط|البرنامج|الموضوع|الفعالية|сессия|мероприятие
        программа|тема|доклад|សកម្មភាព|កម្មវិធី|វគ្គ""",
    Column.START: """
        time|times|when|hour|date time|date and time|datetime|start date time|start datetime
        start date and time|heure|horaire|hora|horario|zeit|uhrzeit|ora|orario|tijd|เวลา|waktu|jam
        pukul|gio|thoi gian|الوقت|وقت|الساعة|время|ម៉ោង|ពេលវេលា|date et heure|fecha y hora
        data e hora|datum und uhrzeit""",
    Column.END: """
        end date time|end datetime|end date and time|end date|date de fin|fecha fin|fecha de fin|enddatum""",
    Column.ROOM: """
        where|ou|donde|onde|wo|dove|waar|ที่ไหน|где""",
    Column.SPEAKERS: """
        who|people|persons|name s|names|participants|contributors|qui|quien|quem|wer|chi|wie
        personen|кто""",
    Column.FORMAT: """
        type|art der sitzung|method|methode|methodology|activity type|metodologia|metode""",
    Column.ID: """
        session number|session no|session nr""",
}
