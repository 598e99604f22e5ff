"""Words by which names are told from what only looks like one, chosen by hand."""

from __future__ import annotations

TITLES = frozenset(
    "dr doctor mr mister mrs missus ms miss mx prof professor sir madam dame sister nurse rev "
    "reverend father rabbi imam pastor capt captain lt sgt officer attorney judge drs".split()
)

CREDENTIALS = (
    "MD|M\\.D\\.|DO|D\\.O\\.|RN|NP|FNP|ARNP|CRNP|CNP|CRNA|PA|PA-C|PhD|Ph\\.D\\.|PharmD|DPM|DDS|"
    "DMD|OD|"
    "LCSW|MSW|PT|DPT|OT|OTR|SLP|MBBS|MBChB|FRCP|FRCS|FACS|FACC|MRCP|FRCR|LPN|CNM|PsyD|MPH|APRN"
)

DEGREES = frozenset(
    "md do rn np fnp pa pa-c phd pharmd dpm dds dmd od mbbs frcp facs facc lpn".split()
)

NOT_ONLY_DEGREES = frozenset("DO PA OD PT OT NP".split())
"""Degrees that are a view, a dose or a treatment as well."""

PARTICLES = frozenset(
    "de la las los del van von der den da dos das di du le bin ibn al el ter san st y e".split()
)

SUFFIXES = frozenset("jr sr ii iii iv esq".split())

AMBIGUOUS = frozenset(
    """
    minor levy burr mayo phil will page may price day post best jan good high read long black
    link case house north law white small love main call little york west english gay june
    friend april street person park august story key young field light blue major hand sun
    london washington head self green gold short means beach land france early miles bill mark
    rock lake church brand french king cash cross hope silver weeks bush sellers sample england
    summer virginia numbers brown hill deal glass christian hall kitchen strong carolina wall
    flowers son max van ring german pool fish pack spain winter boston wood block fair paris
    driver georgia guy justice chance ball stone root fields diamond jordan israel rose rich
    branch smart faith snow camp golden gene brain queen sweet dallas frank battle banks bird
    hunter crystal junior moon bass parks hills dick angel bell sharp ben lane cook prince fox
    keys buddy dean bond cotton carrier powers marks bright sheets cleveland pearl nick castle
    strange blank marshall grace villa holder roman wing jay craft gross valentine joy lay
    temple waters sierra masters bonds grove baker walls ebony ward walker rush woods champion
    charity wells flood candy hunt clay wise eve carter rod wolf hurt cherry noble knight duke
    pace dawn singer reed holland beam robin hook cloud rivers sue amber hood chase fortune
    parish gates bishop farmer fisher spears bunch turner hacker bowling salmon pepper burden
    autumn dale brooks barnes burns lang peoples olive scales lemon rider hampton butts ash
    bean cruz pope webster butler watt bridges horn handy berry hammer elder chester porter
    earl penny fountain holly heath hull ham funk buck lamb hawk frost cliff swift belle
    preston keen destiny hay crawford jewel gale moss lance colon bloom bacon cannon ware
    savage gage cope shepherd pike marsh daisy myrtle ginger lily seals crane iris hal
    carpenter swan hardy stern couch downs dye alley sands fry lea wills della laurel barber
    painter coats meadows violet hooks chin ivy crisp wheeler beavers staples bliss gill steele
    sparks nash graves baron stark weaver gamble amos bart bowie mack flint petty royce beard
    mock burger hale summers dent roach heck manning norris slaughter crews rushing shook
    parsons polk misty cheek dane lester hicks harp mead opal peck leach dillon poe foley
    hopper miner moody sawyer brewer butcher archer harms hines dickens bender bland bullock
    warden bray gerber wilder shaver nix groves sharpe steward dill potts coon harden crouch
    crook gore barr tanner ponder hooper hoover cobb rouse hatch helms chambers barrow crow
    pate drew grant lee wade ray sally dot sandy rusty hazel rosemary basil sherry brandy
    heather jasmine mercy pat art jade melody woody rocky rex earnest curt paige ruby kay sol
    mo precious star booker china india asia genesis miracle mann march dee ford lord reach toe
    sales mode moran wray monday friday july sunny stormy tuesday ann an so see do in more else
    many chi ha ho bao ton mi my vi de la le oh ok ed al bo jo ty cole held rest shed pulse
    patch tabs nail nelly apple cancer salinas mobley santa mitral bolus vena dominique normal
    virgil
    """.split()
)
"""Names that are words as well: only with a cue beside them."""

EPONYMS = frozenset(
    """
    mayo simpson douglas cameron parkinson graves hodgkin crohn addison cushing bell murphy
    romberg babinski foley hartmann whipple nissen colles baker barrett marfan turner down
    wilson paget raynaud sjogren hashimoto tourette huntington alzheimer lewy charcot marie
    tooth guillain barre kawasaki lynch gleason glasgow apgar wells child pugh killip braden
    morse norton epley dix hallpike lachman mcmurray tinel phalen hawkins neer spurling thomas
    allen weber rinne snellen amsler mallory weiss meckel hirschsprung kernig brudzinski homans
    chvostek trousseau mohs jackson pratt penrose hickman swan ganz broviac holter doppler
    kaplan meier rankin hoffman hoffmann stevens johnson henoch schonlein sturge prader willi
    bence jones kaposi burkitt ewing wilms bennett smith garden salter harris gustilo anderson
    mason schatzker ranson forrest hunt hess fisher spetzler martin duke bishop leopold
    mcroberts austin flint graham osler janeway roth virchow still willebrand leiden dupuytren
    peyronie osgood schlatter perthes scheuermann kienbock freiberg sever bouchard heberden
    lisfranc achilles eustachian hartman waldenstrom langerhans kupffer bartter gitelman liddle
    conn fabry gaucher pompe hurler hunter niemann pick tay sachs edwards patau klinefelter
    noonan angelman rett asperger lambert eaton wernicke korsakoff broca horner adie argyll
    robertson brown sequard todd jacksonian chiari dandy walker arnold becker duchenne fallot
    ebstein wolff white brugada takayasu behcet reiter felty wegener churg strauss goodpasture
    berger alport bowen merkel breslow clark nikolsky auspitz koebner wickham bitot grey cullen
    rovsing mcburney kehr courvoisier reynolds richter spigelian bochdalek morgagni littre
    bassini lichtenstein shouldice billroth roux en heller dor toupet puestow frey kocher
    pringle pfannenstiel mcdonald shirodkar bartholin skene montgomery cooper gram ziehl
    neelsen giemsa papanicolaou pap wright coombs coomb hemoccult guaiac ace yankauer ambu
    miller macintosh mallampati cormack lehane sellick seldinger corrigan kussmaul cheyne
    stokes biot korotkoff valsalva trendelenburg fowler sims lasegue patrick faber gaenslen
    ober apley thompson simmonds finkelstein froment wartenberg jobe yergason hill bankart
    latarjet bristow putti platt monteggia galeazzi barton chauffeur maisonneuve pott potts
    danis jefferson hangman chance hartley berg cobb harrington luque broselow zenker schatzki
    plummer vinson dubin rotor gilbert crigler najjar budd
    """.split()
)
"""Persons after whom medicine names things; bare, they are that thing."""

EPONYM_HEADS = frozenset(
    """
    disease syndrome sign signs test catheter fracture score scale criteria palsy cyst
    procedure drain line tube classification grade maneuver manoeuvre lymphoma sarcoma tumor
    tumour esophagus oesophagus thyroiditis phenomenon stage repair operation splint collar
    needle clamp forceps retractor dementia chorea hernia node nodes nodule contracture bodies
    body cells cell reaction stain smear position index formula equation rule monitor murmur
    respiration breathing triad tetralogy anomaly malformation ataxia dystrophy neuroma
    ganglion gland glands duct membrane point incision approach technique anastomosis
    fundoplication ligament tendon space pouch loop bag mask blade retractors classification's
    coefficient ratio lesion lesions ulcer ulcers tear staging staging's layer bandage wrap
    dressing boot walker cast brace traction pin wire plate nail prosthesis valve graft shunt
    filter stent probe effect reflex law angle view stool exam
    """.split()
)

NOT_NAMES = frozenset(
    """
    the a an and or but of in on at to for from with by as is was were are be been has have had
    will would can could should may might must do does did not no yes he she it they we i you
    his her hers their our my your its this that these those who whom which what when where why
    how if then than so also there here today tomorrow yesterday tonight now again about after
    before since during while until because all any both each few more most other some such
    only own same too very just said says states stated reports reported denies denied
    recommended recommends ordered orders saw sees seen sent asked asks told tells called calls
    wants wanted wrote thinks thought felt feels agreed agrees visit office clinic hospital
    note notes appointment team service staff unit room patient patients pt male female man
    woman boy girl child infant year years old day days week weeks month months mg ml mcg
    normal alert awake oriented stable well afebrile comfortable pleasant cooperative unknown
    none nil self reviewed discussed dictated signed electronically name names dob mrn date
    phone fax address history physical exam examination review systems assessment plan
    impression diagnosis medications medication allergies vitals labs follow followup
    subjective objective cc re hpi pmh chief complaint reason consult consultation report
    procedure findings came comes went goes presents presented returns returned underwent takes
    took taking continues complains complained reportedly remains remained tolerated verbalized
    understands understood works worked lives lived smokes drinks moved next last first second
    new per via regarding age aged sex gender dear sincerely regards thank thanks yours truly
    hello hi good morning cardiology neurology oncology surgery medicine radiology orthopedics
    psychiatry urology gastroenterology nephrology pulmonology dermatology endocrinology
    rheumatology hematology ophthalmology pediatrics obstetrics gynecology anesthesia
    anesthesiology pathology emergency nursing pharmacy therapy therapist physician physicians
    doctor doctors provider providers surgeon resident intern fellow attending specialist
    consultant wife husband son daughter mother father brother sister aunt uncle partner friend
    family guardian caregiver spouse parents parent neighbor monday tuesday wednesday thursday
    friday saturday sunday january february march april june july august september october
    november december home facility department center centre mum mom mommy mummy dad daddy nan
    grandma grandpa primary care urgent acute chronic left right bilateral upper lower
    """.split()
)
"""Words that no name follows a cue with."""

PERSON_VERBS = frozenset(
    """
    tolerated underwent awoke fell slept denies denied reports reported states stated says said
    returns complains complained tells told lives lived smokes smoked drinks works worked
    agreed agrees understands understood verbalized presents presented called asked asks
    declined declines consented feels felt mentions mentioned endorses endorsed describes
    described admits admitted wishes prefers attended drove drives recalls noticed notices
    rates lost gained
    """.split()
)

POSSESSIVES = frozenset("his her their my your our".split())

ANY_VERBS = frozenset(
    "is was has had will can came comes does did underwent and who would should may went".split()
)

LIKELY_VERBS = frozenset(
    """
    read drew held call rest saw see grant pat page post link hunt chase cut mark hope march
    strong early good high long short small major more else so in an many best main just wise
    rich keen
    """.split()
)
"""Of the ambiguous ones, those that follow a name in small letters more often than they end it."""

RELATIONS = frozenset(
    """
    pharmacist dietitian physiotherapist interpreter technician midwife secretary manager
    coordinator wife husband son daughter mother father brother sister aunt uncle partner
    friend niece nephew grandson granddaughter grandmother grandfather fiance fiancee fiancé
    fiancée girlfriend boyfriend spouse roommate neighbor neighbour caregiver caretaker
    guardian cousin stepson stepdaughter mom dad landlord employer boss pastor daughter-in-law
    son-in-law
    """.split()
)

CLINICAL_ENDINGS = tuple(
    """
    tion ology itis emia aemia ectomy otomy ostomy oscopy plasty pathy osis gram graph ologist
    ician therapy uria algia penia cyte ical ular statin pril sartan olol azole cillin mycin
    cycline floxacin mab nib gliptin gliflozin tide prazole dipine zepam zolam barbital triptan
    setron caine parin oxaban
    """.split()
)

ORDINARY_ENDINGS = (
    *CLINICAL_ENDINGS,
    *"ed ing ly sion ment ness ity able ible ous ive ful less tric".split(),
)
"""Of words in small letters; a capitalised one may be Xiaoling."""
