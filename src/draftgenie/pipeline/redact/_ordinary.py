"""Ordinary English words.

Made by benchmarks/names.py; symspellpy (MIT), counts of Google Books Ngrams (CC BY 3.0).
"""

from __future__ import annotations

ORDINARY = frozenset(
    """
a ability able about above abroad absence absolute absolutely abstract abuse academic academy acc
accept acceptable acceptance accepted access accessibility accessible accessories accessory
accident accommodation accordance according account accounting accounts accuracy accurate achieve
achieved acid acquisition acres acrobat across act acting action actions active activities activity
actor acts actual actually acute adapter add added adding addition additional address addressed
addresses adds adequate admin administration administrative administrator admission adobe adopted
adoption ads adult adults advance advanced advantage adventure advertise advertisement advertising
advice advisor advisory afebrile affairs affect affected affiliate affiliates affordable africa
african after afternoon again against age aged agencies agency agenda agent agents ages ago agree
agreed agreement agreements agrees agricultural agriculture ahead aid aids aim air aircraft airline
airlines airport al alabama alarm alaska album albums alcohol alert alerts algorithm alive all
allergies alley alliance allocated allow allowed allowing allows almost alone along alpha already
also alternative although alumni always am amateur amazing amazon amber amended amendment america
american americans among amos amount amounts an anal analysis analyst ancient and anesthesia
anesthesiology angel angeles angle animal animals animation anime ann anniversary annotation
announced announcements annual anonymous another answer answers anti antique antiques any anyone
anything anytime anyway anywhere apache apart apartment apartments apparel apparently appeal appear
appearance appeared appears appendix apple appliances applicable applicant application applications
applied applies apply applying appointed appointment approach approaches appropriate approval
approved approximately apr april arab arcade archer architecture archive archives are area areas
argentina argument arizona arkansas arm arms army around arrangements array arrival arrived art
article articles artist artists arts as ash asia asian ask asked asking asks asp aspect aspects ass
assembly assessment asset assets assigned assignment assist assistance assistant associate
associated associates association associations assume assumes at athletic atlanta atlantic
atmosphere atom attached attachment attack attacks attempt attend attending attention attorney
attorneys attractions attribute attributes auction auctions audience audio audit aug august aunt
australia australian austria author authorities authority authorized authors auto automatic
automatically automotive autumn availability available avatar ave avenue average avg aviation avoid
awake award awarded awards aware awareness away awesome babe babes baby back background backup
bacon bad bag bags baker balance ball baltimore band bands bang bank banking bankruptcy banks
banner bao bar barber bargain barnes baron barr barrow bars bart base baseball based basic basil
basis basket basketball bass bath bathroom batteries battery battle bay be beach beam bean bear
beard bears beast beat beautiful beauty beavers became because become becomes becoming bed bedroom
bedrooms beds been beer before began begin beginning begins behalf behavior behaviour behind being
belgium believe bell belle below belt ben bender benefit benefits berlin berry best bestiality bet
beta better betting between beyond bible bid bidding bids big biggest bike bilateral bill billion
bills bin binding bio biography biological biology bird birds birmingham birth birthday bishop bit
bits biz black blackjack bland blank blind bliss block blocks blog blogger blogs blonde blood bloom
blow blowjob blowjobs blue blues bluetooth bo board boards boat boats bodies body bold bolus bond
bondage bonds bone bonus boobs book booker booking bookmark books boot boots booty border born boss
boston both bottle bottom bought bound bowie bowl bowling box boxes boy boys brain branch brand
brands brandy brass bray brazil break breakfast breaking breaks breast breasts brewer bridge
bridges brief bright bring bringing brings britain british broad broadband broadcast broken brooks
brother brothers brought brown browse browser buck buddy budget buffalo buffer bug bugs build
building buildings built bulk bulletin bullock bunch burden bureau burger burning burns burr bus
bush business businesses busty busy but butcher butler butt button buttons butts buy buyer buyers
buying by bytes cabinet cable cables cache cafe cake calculate calculated calculator calendar
california call called calling calls cam cambridge came camera cameras camp campaign camping campus
can canada canadian cancel cancer candidate candidates candy cannon canon cap capabilities capable
capacity cape capital captain capture car carbon card cardiology cards care career careers
carefully caregiver caribbean carolina carpenter carried carrier carry carrying cars cart carter
cartoon cartoons cartridge case cases cash casino casinos cast castle cat catalogue catch
categories category catholic cats caught cause caused causes cc cd celebrity cell cells cellular
census cent center central centre century certain certainly certificate certificates certification
certified chain chair chairman chairs challenge challenges chamber chambers champion championship
chance change changed changes changing channel channels chapter char character characteristics
characters charge charged charges charity chart charter charts chase chat cheap cheats check
checked checking checkout checks cheek cheese chemical chemicals chemistry cherry chester chi
chicago chicken chief child children chile chin china chinese chip chocolate choice choices choose
chosen christ christian christmas chronic church cincinnati cinema circle circuit circumstances
cisco cities citizen citizens city civil claim claims class classes classic classical classics
classification classified classifieds classroom clay clean cleaning clear clearance clearly
cleveland click clicking client clients cliff climate clinic clinical clip clips clock close closed
closely closer closing clothes clothing cloud cloudy club clubs cluster co coach coast coastal
coats cobb cock cocks code codes coffee coins cold cole collaboration collect collectables
collected collectibles collection collections college colleges colon color colorado colour columbia
columbus column columns com combat combination combined come comedy comes comfort comfortable comic
comics coming command commands comment commentary comments commerce commercial commission
commissioner commit commitment committed committee committees common commons communication
communications communities community compact companies company compare compared comparison
compatible compensation competition competitive complained complains complaint complete completed
completely completion complex compliance component components composition comprehensive computer
computers computing con concentration concept concepts concern concerned concerning concerns
concert conclusion concrete condition conditions conduct conducted conference conferences
confidence configuration configure confirm confirmed conflict congress connect connected
connecticut connection connections consent conservation conservative consider consideration
considered considering consistent consists console consolidation constant constitutes constitution
construction consult consultant consultants consultation consulting consumer consumers consumption
contact contacts contain contained containing contains contemporary content contents contest
context continue continued continues continuing continuous contract contractor contractors
contracts contrast contribute contribution contributions control controlled controller controls
convention conversion convert converted converter cook cookies cooking cool coon cooperation
cooperative coordinator cope copies copper copy copyright core corner corporate corporation correct
corrections corresponding cost costs cotton couch could council counsel count counter counties
countries country counts county couple couples coupons course courses court courts cover coverage
covered covering covers crack craft crafts crane crash crawford crazy cream create created creates
creating creation creative credit credits creek crew crews crime criminal crisis crisp criteria
critical crook cross crouch crow crown cruise cruises cruz crystal cultural culture cum cup
currency current currently curriculum curt custom customer customers cut cute cutting cycle czech
dad daddy daily daisy dakota dale dallas damage dance dancing dane dangerous dark data database
databases date dates dating daughter dawn day days de dead deal dealer dealers dealing deals dean
dear death debate debian debt dec december decide decided decision decisions deck dedicated dee
deep def default define defined definitely definition definitions degree degrees del delaware delay
delete deliver delivered delivery dell della delta deluxe demand demo democracy democratic
demonstrate denied denies denmark density dent dental department departments dependent depending
depends deposit depression depth der derived dermatology describe described describes description
descriptions desert design designated designed designer designers designs desire desired desk
desktop desktops despite destination destinations destiny detail detailed details detection
determination determine determined detroit develop developed developer developers developing
development developments device devices diabetes diagnosis dial diamond diary dick dickens dictated
dictionary did die died diet diff difference differences different difficult digest digital dildo
dill dillon dimensions dining dinner direct directed direction directions directly director
directories directors directory dirty disabilities disability disabled disaster disc disclaimer
disclosure discount discounts discover discovered discovery discuss discussed discussion
discussions disease diseases dish disk disney disorders display displayed displays distance
distributed distribution district diversity division do dob doc doctor doctors document
documentation documents does dog dogs doing dollar dollars dolls domain domains domestic dominique
donate donations done door doors dose dot double doubt down download downloads downs downtown draft
dragon drama draw drawing drawn dream dreams dress drew drink drinking drinks drive driven driver
drivers drives driving drop drug drugs dry dual dublin due duke duration during dust dutch duties
duty dye dynamic each eagle ear earl earlier early earn earnest earnings earth easier easily east
eastern easy eat eating ebay ebony echo economic economics economy ed edge edinburgh edit edited
editing edition editions editor editorial editors education educational effect effective
effectively effectiveness effects efficiency efficient effort efforts egypt eight either elder
elected election elections electric electrical electricity electronic electronically electronics
element elementary elements eligibility eligible else elsewhere email emergency emphasis empire
employed employee employees employer employers employment empty enable enabled encourage
encyclopedia end ended ending endocrinology ends enemy energy enforcement engine engineer
engineering engineers engines england english enhance enhanced enjoy enlarge enough ensure enter
entered entering enterprise enterprises entertainment entire entirely entitled entity entries entry
environment environmental episode epson equal equipment equity equivalent era ericsson erotic error
errors escape especially essays essential est establish established establishment estate estimate
estimated estimates etc ethernet ethics ethnic eur euro europe european evaluate evaluation eve
even evening event events eventually ever every everybody everyday everyone everything evidence
evil evolution exact exactly exam examination example examples excel excellence excellent except
exception excess exchange exciting exclusive execution executive exercise exhibit exhibition exist
existence existing exists exit exp expand expansion expect expectations expected expense expenses
expensive experience experienced experiences experiment experimental expert expertise experts
explain explained explanation explore explorer export exposure express expressed expression extend
extended extension extensive extent external extra extreme extremely eye eyes fabric face faces
facilities facility fact factor factors factory facts faculty fail failed failure fair fairly faith
fall falls false familiar families family famous fan fans fantastic fantasy faqs far farm farmer
farmers fashion fast faster fat father favourite favourites fax fear feature featured features
featuring feb february federal federation fee feed feedback feeds feel feeling feels fees feet fell
fellow felt female festival fetish few fiction field fields fifth fig fight fighting figure figures
file filed files filing fill filled film films filter filters final finally finance financial
financing find finder finding findings finds fine finish finished finland fire firefox firm firms
first fiscal fish fisher fishing fit fitness five fix fixed flag flags flash flashing flat flexible
flight flights flint flood floor florida flow flower flowers fly flying focus focused folder foley
folk follow followed following follows followup font food foods foot football for force forced
forces ford forecast foreign forest forever forget forgot forgotten form formal format formation
formats formed former forms formula fort forth fortune forum forums forward found foundation
fountain four fourth fox frame frames framework france frank fraud free freedom french frequency
frequently fresh fri friday friend friendly friends from front frost fruit fry ftp fuck fucking
fuel full fully fun function functional functions fund fundamental funded funding funds funk funny
furniture further future gage gain gale galleries gallery gamble gambling game games gaming gamma
gang gap garage garden gardens gas gastroenterology gate gates gateway gave gay gear gender gene
general generally generate generated generation generic genesis genetic genre georgia gerber german
germany get gets getting ghost giant gift gifts gill ginger girl girls give given gives giving glad
glance glass global globe glossary gnu go goal goals god goes going gold golden golf gone good
goods google gore got gourmet government governments governor grace grade grades graduate grand
grandma grandpa grant granted grants graph graphic graphics gratis graves great greater greatest
greece greek green grey grid gross ground group groups grove groves grow growing growth guarantee
guaranteed guard guardian guess guest guestbook guests guidance guide guidelines guides guinea
guitar gun guy guys gynecology ha hacker had hair hairy hal hale half hall ham hammer hampshire
hampton hand handbook handle handling hands handy happen happened happens happy hard hardcore
hardcover harden hardware hardy harms harp has hat hatch hate have having hawaii hawk hay hazel he
head header headlines heads healing health healthcare healthy hear hearing heart heat heath heather
heating heaven heavy heck height heights held hell hello helms help helped helpful helping helps
hematology hence her here heritage hers hey hi hicks hidden hide high higher highest highlights
highly highway hill hills him himself hines hip hire his hist historic historical history hit hits
ho hobbies hockey hold holder holding holds hole holiday holidays holland holly hollywood holy home
homepage homes honda honor hood hook hooks hooper hoover hop hope hopper horn horror horse horses
hospital hospitals host hosted hosting hot hotel hotels hour hours house household houses housing
how however hpi huge hull human hundred hundreds hungary hunt hunter hunting hurricane hurt husband
i ice icon id idaho idea ideal ideas identification identified identify identity if ignore ii iii
ill illegal illinois image images imagine imaging immediate immediately immigration impact
implement implementation implemented import importance important impossible impression improve
improved improvement improvements improving in inc incest inch inches include included includes
including income incorporated increase increased increases increasing indeed independence
independent index indexed india indian indiana indicate indicated indicates individual individuals
indonesia industrial industries industry infant infection influence info information informed
infrastructure initial initiative initiatives injuries injury ink inn inner innovation innovative
input inquiry insert inside insight inspection install installation installed instance instant
instead institute institution institutional institutions instruction instructions instructor
instrument instruments insurance int integrated integration intel intellectual intelligence
intelligent intended inter interaction interactive interest interested interesting interests
interface interior intern internal international internet interpretation interracial interview
interviews into introduced introduction inventory investigation investing investment investments
investor investors invited involved involvement involving iowa ipod iran iraq ireland iris irish
iron is island islands israel issue issued issues it italian italy item items its itself ivy jacket
jade jan january japan japanese jasmine java javascript jay jazz jersey jet jewel jewellery jewish
jo job jobs join joined joint jokes jordan journal journals journey joy judge judgment jul july
jump jun june junior just justice kansas kay keen keep keeping kentucky kept kernel key keyboard
keys keyword keywords kid kids kill killed kind kinds king kingdom kings kiss kit kitchen kits knew
knight know knowing knowledge known knows kong korea korean la lab label labels laboratory labour
labs lack ladies lady lake lakes lamb lamp lance land landscape lane lang language languages laptop
laptops large larger largest las laser last late later latest latin latina latter launch launched
laurel law lawyer lawyers lay layer layout lbs le lea leach lead leader leaders leadership leading
leads league learn learned learning lease least leather leave leaves leaving lecture led lee left
leg legal legend legislation legislative legs leisure lemon length lens les lesbian lesbians less
lesson lessons lester let lets letter letters level levels levy liability lib liberal liberty
libraries library license licensed licensing lies life lifestyle lifetime lift light lighting
lights like likely lily limit limited limits limousines line linear lines lingerie link linked
links linux liquid list listed listen listening listing listings lists literature little live lived
lives living load loading loan loans local located location locations lock lodge lodging log logged
logic login logo logos london long longer look looked looking looks loop lord los lose loss losses
lost lot lots louisiana lounge love loved low lower lowest ltd luck lucky lunch luxury lyrics mac
machine machines mack mad made magazine magazines magic magnetic mail mailing main maine mainly
maintain maintained maintenance major majority make maker makes making malaysia male mall man
manage managed management manager managers managing manchester mann manner manning manual
manufacturer manufacturers manufacturing many map mapping maps mar march marine mark marked market
marketing marketplace markets marks marriage married marsh marshall maryland mass massachusetts
massage massive master masters match matches matching material materials mathematics matrix matter
matters mature max maximum may maybe mayo mayor mcg me mead meadows mean meaning means meant
measure measured measurement measurements measures meat mechanical mechanism med media medical
medication medications medicine medium meet meeting meetings meets melbourne melody member members
membership memorabilia memorial memories memory men mental mention mentioned menu merchandise
merchants mercury mercy mesh message messages messenger met metabolism metal meter method methods
metro mexican mexico mg mi miami michigan micro microsoft mid middle might mile miles milf milfs
military milk million millions milwaukee min mind mine miner mini minimum mining minister ministry
minnesota minor minute minutes miracle mirror misc miscellaneous miss missed missing mission
mississippi missouri misty mitral mix mixed ml mo mobile mobley mock mod mode model models modem
moderator modern modes modified modify module modules molecular mom moment mommy mon monday money
monitor monitoring monitors monster montana month monthly months moody moon moran more morning
mortgage mortgages moss most mostly mother motion motor motorcycle motorola mount mountain
mountains mouse mouth move moved movement moves movie movies moving mph mrn much multi multimedia
multiple mum mummy municipal murder muscle museum music musical must mutual my myrtle myself
mystery nail naked name named names nan narrow nash nashville nation national nations nationwide
native natural nature navigate navigation navy near nearby nearest nearly nebraska necessarily
necessary neck need needed needs negative neighbor neither nelly nephrology net netherlands network
networking networks neurology nevada never new newest newly news newsletter newsletters newspaper
newspapers next nice nick night nights nil nine nintendo nix no noble nobody node noise nokia non
none nor normal normally norris north northern northwest norway not note notebook notebooks noted
notes nothing notice notices notification notify nov nova novel november now nuclear nude null
number numbers numerous nurse nursing nutrition oak object objective objectives objects obligation
observations observed obstetrics obtain obtained obvious obviously occupation occur occurred occurs
ocean oct october of off offer offered offering offers office officer officers offices official
officials offline often oh ohio oil ok okay oklahoma old older oldest olive on once oncology one
ones ongoing online only ontario onto opal open opened opening opens opera operate operated
operating operation operational operations operator operators ophthalmology opinion opinions
opportunities opportunity optical optimization option optional options or oracle oral orange order
ordered ordering orders ordinary oregon org organic organisation organisations organization
organizations organized oriented origin original originally orleans orthopedics other others
otherwise our out outcomes outdoor outdoors outlet outlook output outside outstanding over overall
overseas overview own owned owner owners ownership oxford pace pacific pack package packages
packaging packet page pages paid paige pain paint painter painting pair pakistan palace palm pan
panasonic panel pants paper paperback papers par para paragraph parallel parameter parameters
parent parents paris parish park parking parks parliament parsons part partial participants
participate participating participation particular particularly parties partner partners
partnership parts party pass passed passing password past pat patch pate patent path pathology
patient patients pattern patterns pay paying payment payments paypal pc pcs peace peak pearl peck
pediatrics peer pen penis pennsylvania penny people peoples pepper per percent percentage perfect
perform performance performed performing perhaps period periods perl permanent permission permit
permitted person personal personally personals personnel persons perspective pet pets petty
pharmacy phase phil philadelphia philippines philosophy phoenix phone phones photo photographs
photography photos physical physician physicians physics piano pic pick picks pics picture pictures
piece pieces pike pilot pin pink pioneer pipe pipeline pittsburgh pizza place placed placement
places plain plan plane planet planned planning plans plant plants plasma plastic plate plates
platform platinum play played player players playing plays playstation plaza pleasant please
pleasure plenty plot plug plus pm pmh pocket poe poetry point points poker poland police policies
policy political politics polk poll polls pollution ponder pool poor pop pope popular popularity
population porn porno port portable portal porter portfolio portion portland ports portugal
position positions positive possibility possible possibly post postage postal posted poster posters
posting posts potential pottery potts pounds pour poverty power powered powerful powers practical
practice practices prayer precious prefer preferences preferred pregnancy pregnant premier premium
preparation prepare prepared prescription presence present presentation presentations presented
presents president press pressure preston pretty prev prevent prevention preview previous
previously price priced prices pricing pride primarily primary prime prince princess principal
principle principles print printable printed printer printers printing prints prior priority prison
privacy private prize pro probably problem problems procedure procedures proceedings process
processes processing processor produce produced producer product production productions
productivity products professional professionals professor profile profiles profit program
programme programmes programming programs progress progressive prohibited project projects promise
promote promotion proof proper properly properties property proposal proposals proposed protect
protected protection protein proteins protocol proud prove provide provided provider providers
provides providing province provision provisions psychiatry psychology pt pub public publication
publications publish published publisher publishers publishing puerto pull pulmonology pulse pump
purchase purchased purchases purchasing pure purple purpose purposes pursuant push pussy put
putting puzzle python qty qualified quality quantity quarter que queen queries query quest question
questions quickly quiet quite quote quotes race racing rack radar radiation radio radiology rail
rain raise raised ram ran random range rank ranking rape rapid rare rate rated rates rather rating
ratings ratio raw ray re reach reached reaction read reader readers reading ready real reality
realize really rear reason reasonable reasons receipt receive received receiver receiving recent
recently recipe recipes recognition recognize recognized recommend recommendation recommendations
recommended recommends record recorded recording records recovery recreation recruitment red reduce
reduced reducing reduction reed ref refer reference references referred reflect reform reg regard
regarding regardless regards region regional regions register registered registration registry
regular regulation regulations regulatory related relating relation relations relationship
relationships relative relatively release released releases relevant reliability reliable relief
religion religious remain remained remaining remains remember remote removal remove removed rent
rental rentals rep repair replace replaced replacement replies reply report reported reportedly
reporter reporting reports represent representation representative representatives represented
represents republic republican request requested requests require required requirement requirements
requires res rescue research researchers reservation reservations reserve reserved residence
resident residential residents resistance resolution resort resorts resource resources respect
respective respectively respond response responses responsibilities responsibility responsible rest
restaurant restaurants restricted restrictions result resulting results resume retail retirement
return returned returns revenue reverse review reviewed reviews revised revision revolution rex
rheumatology rhode rich rico ride rider ridge riding right rights ring rings ringtone ringtones
rise rising risk risks river rivers roach road roads robin rock rocky rod role roll rolling rom
roman romance rome roof room rooms root rose rosemary round rouse route router row royal royce
rubber ruby rule rules run running runs rural rush rushing russia russian rusty sacramento safari
safe safety said saint salary sale sales salinas sally salmon salt same sample samples samsung san
sand sands sandy santa sat satellite satisfaction satisfied saturday savage save saved saving
savings saw sawyer say saying says scale scales scan scene schedule scheduled scheme school schools
sci science sciences scientific scientists scope score scores scotland scottish screen screening
script scripts sea seal seals search searches searching season seat seats seattle sec second
secondary seconds secret secretary secrets section sections sector secure securities security see
seed seeing seek seeking seem seemed seems seen sees segment select selected selection self sell
seller sellers selling semester semi seminar senate senator send sending senior sense sensitive
sent sentence sep separate september sequence serial series serious seriously serve served server
servers serves service services serving session sessions set sets setting settings settlement setup
seven several severe sex sexual sexy shadow shall shape share shared shares shareware sharing sharp
sharpe shaved shaver she shed sheet sheets shepherd sherry shift ship shipped shipping ships shirt
shirts shit shock shoe shoes shook shooting shop shoppers shopping shops short shot shots should
show showed shower showing shown shows sick side sides siemens sierra sign signal signature signed
significant significantly signs silver similar simple simply simulation sin since sincerely
singapore singer single singles sir sister sit site sitemap sites sitting situation situations six
size sizes ski skill skills skin skip sky slaughter sleep slide slightly slot slow small smaller
smart smoke smokes smoking smooth snow so soccer social society soft software soil sol solar sold
soldiers solid solo solution solutions some someone something sometimes somewhat somewhere son song
songs sony soon sorry sort sorted soul sound sounds source sources south southern southwest spa
space spaces spain spam spanish sparks speak speaker speakers speaking spears special specialist
specials species specific specifically specification specifications specified specify specs
spectrum speech speed spend spending spent spirit spiritual split sponsor sponsored sponsors sport
sporting sports spot spouse spray spread spring springs spy spyware square sri st stability stable
staff stage stainless stamps stand standard standards standing stands staples star stark stars
start started starting starts state stated statement statements states static station stations
statistical statistics stats status stay steel steele step steps stereo stern steward stick still
stock stocks stone stop stopped storage store stored stores stories storm stormy story straight
strange strategic strategies strategy stream street streets strength stress strike string strip
strong strongly structural structure structures student students studies studio studios study stuff
stupid style styles sub subject subjective subjects sublime submission submit submitted subscribe
subscription subscriptions subsection subsequent substance substances substantial success
successful successfully such suck sue sufficient sugar suggest suggested suggestions suggests suit
suitable suite suites sum summary summer summers summit sun sunday sunny super superior supplied
supplier suppliers supplies supply support supported supporting supports supposed supreme sure
surface surgeon surgery surprise surrounding survey surveys survival sustainable swan sweden sweet
swift swimming swiss switch switzerland symbol symptoms syntax system systems tab table tables tabs
tag tags taiwan take taken takes taking talk talking talks tall tampa tank tanner tape target
targets task tasks taste taught tax taxes tea teach teacher teachers teaching team teams tech
technical technique techniques technologies technology teen teens tel telecommunications telephone
television tell telling tells temperature template templates temple temporary ten tennessee tennis
term terminal terms territory terrorism test tested testimonials testing tests texas text textbooks
thailand than thank thanks that the theatre their them theme themes themselves then theory
therapist therapy there therefore thermal these they thin thing things think thinking thinks third
this thongs those though thought thoughts thousand thousands thread threads threat three throat
through throughout throw thu thumbnail thursday thus ticket tickets tie tight till time times tiny
tip tips tissue title titles tits to today toe together told tolerated toll tomorrow ton tone
tonight too took tool tools top topic topics toronto toshiba total totally touch tour tourism
tourist tournament tours toward towards tower town toy toyota toys track tracking tracks trade
trademark trademarks trading traditional traffic trail trailer train training trans transaction
transactions transfer transit transition translation transmission transport transportation travel
treat treated treatment tree trees trend trends trial trials tried trip trips tropical trouble
truck true truly trust trusted truth try trying tube tue tuesday turkey turn turned turner turning
turns tutorial tutorials twenty twice twin two ty type types typical typically ukraine ultimate
ultra unable uncle under undergraduate underground understand understanding understands understood
underwent unfortunately uniform union unique unit united units universal universe universities
university unix unknown unless unlimited unsubscribe until up upcoming update updated updates
upgrade upload upon upper ups urgent urology us usage use used useful user username users uses
using usual usually utah utilities utility vacation vacations vacuum valentine valid valley
valuable value values van vancouver var variable variables variety various vary vat vector vegas
vehicle vehicles vena vendor vendors venture venue verbalized verify vermont version versions
vertical very vi via viagra vice victims victory video videos vietnam view viewed viewing views
villa village vintage vinyl violation violence violet virgil virgin virginia virtual virus visa
visible vision visit visited visiting visitor visitors visits visual vital vitals voice void vol
voltage volume volunteer volunteers vote votes voting voyeur wade wait waiting wake wales walk
walker walking wall wallpaper wallpapers walls want wanted wants war ward warden ware warehouse
warm warning warranty wars was washington waste watch watches watching water waters watt wave way
ways we wealth weapons wear weather weaver web weblog webmaster website websites webster wed
wedding wednesday week weekend weekly weeks weight welcome welfare well wells went were west
western wet what whatever wheel wheeler wheels when whenever where whereas whether which while
white who whole wholesale whom whose why wide width wife wiki wikipedia wild wilder wildlife will
willing wills win wind window windows wine wing wings winner winners winning wins winter wire
wireless wisconsin wise wish with within without wolf woman women won wonder wonderful wood woods
woody word words work worked worker workers working workplace works workshop workshops world
worldwide worse worst worth would wow wray write writer writers writes writing written wrong wrote
wyoming xxx yahoo yard yards yeah year years yellow yes yesterday yet yield yoga york you young
your yours yourself youth zealand zero zip zone zoom
""".split()
)
