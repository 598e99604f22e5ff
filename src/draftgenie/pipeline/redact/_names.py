"""Names that are hardly anything else.

Made by benchmarks/names.py; United States Census of 1990, public domain.
"""

from __future__ import annotations

FIRST = frozenset(
    """
aaron abbie abby abel abigail abraham ada adam adan addie adela adelaide adele adelina adeline
adolfo adolph adrian adriana adrianne adrienne agatha agnes agustin aida aileen aimee aisha alan
alana alba albert alberta alberto alecia alejandra alejandro alene aletha alex alexa alexander
alexandra alexandria alexis alfonso alfred alfreda alfredo ali alice alicia alina aline alisa
alisha alison alissa allan allen allene allie allison allyson alma alonzo alphonso alta althea
alton alva alvaro alvin alvina alyce alyson alyssa amalia amanda amelia amie amparo amy ana
anastasia andre andrea andres andrew andria andy angela angelia angelica angelina angeline
angelique angelita angelo angie anita anna annabelle anne annemarie annetta annette annie annmarie
anthony antionette antoine antoinette anton antonia antonio antony araceli archie aretha ariel
arleen arlene arline armand armando arnold arron arthur arturo ashlee ashleigh ashley athena aubrey
audra audrey augusta aurelia aurelio aurora austin ava avery avis barb barbara barbra barney barry
beatrice beatriz beau becky belinda bella belva benita benito benjamin bennett bennie benny
bernadette bernadine bernard bernardo bernice bernie berniece bert berta bertha bertie beryl bess
bessie beth bethany betsy bette bettie bettina betty bettye beulah beverley beverly bianca billie
billy birdie blaine blair blake blanca blanche bob bobbi bobbie bobby bonita bonnie boyd brad
bradford bradley brady branden brandi brandie brandon breanna brenda brendan brenna brent bret
brett brian briana brianna brianne bridget bridgett bridgette brigitte britney brittany brittney
brock brooke bruce bruno bryan bryant bryce bryon buford burton byron caitlin caleb callie calvin
cameron camilla camille candace candice candida cara caren carey cari caridad carissa carl carla
carlene carlo carlos carlton carly carmel carmela carmelita carmella carmelo carmen carol carole
caroline carolyn carrie carroll carson cary caryn casandra casey cassandra cassie catalina
catharine catherine cathleen cathrine cathryn cathy catrina cecelia cecil cecile cecilia cedric
celeste celestine celia celina cesar chad chandra chantel charla charlene charles charley charlie
charlotte charmaine chasity chastity chelsea chelsey cheri cherie cheryl chloe chong chris christa
christal christen christi christie christin christina christine christopher christy chrystal chuck
cindi cindy clair claire clara clare clarence clarice clarissa clark claude claudette claudia
claudine clayton clement cleo clifford clifton clint clinton clyde cody colby coleen colette colin
colleen collin concepcion concetta connie conrad constance consuelo cora corey cori corina corine
corinne cornelia cornelius cornell corrine cortney cory courtney coy craig cristina cristy curtis
cynthia cyril cyrus dalia dalton damaris damian damien damon dan dana danette danial daniel daniela
danielle danita danna danny dante daphne dara darcy daren darin darius darla darlene darnell darrel
darrell darren darrin darryl darwin daryl dave david davis dayna deana deann deanna deanne debbie
debby debora deborah debra deena deidra deidre deirdre delbert delia delilah delma delmar delois
delores deloris delphine demetria demetrius dena denice denis denise dennis denny denver derek
derick derrick desiree desmond dessie devin devon dewayne dewey dexter diana diane diann dianna
dianne diego dina dinah dion dionne dirk dixie dollie dolly dolores dominga domingo dominic
dominick don dona donald donna donnell donnie donny donovan dora doreen dorene doretha doris
dorothea dorothy dorris dorthy dottie doug douglas dovie doyle duane dudley dustin dwayne dwight
dylan earlene earline earnestine eddie eddy edgar edith edmond edmund edna eduardo edward edwardo
edwin edwina edythe effie efrain eileen elaine elba elbert elda eldon eleanor eleanore elena eli
elia elias elida elijah elinor elisa elisabeth elise elisha elissa eliza elizabeth ella ellen ellie
elliot elliott ellis elma elmer elnora eloisa eloise elouise elsa elsie elton elva elvia elvin
elvira elvis elwood elyse emanuel emerson emery emil emilia emilie emilio emily emma emmanuel
emmett emory enid enrique eric erica erick ericka erik erika erin erlinda erma erna ernest
ernestina ernestine ernesto ernie errol ervin erwin esmeralda esperanza essie esteban estela
estella estelle ester esther ethan ethel etta eugene eugenia eula eunice eva evan evangelina
evangeline evelyn everett evette fabian fannie fanny fatima fay faye federico felecia felicia
felicita felipe felix fern fernando fidel filomena fletcher flor flora florence florine flossie
floyd forrest fran frances francesca francine francis francisca francisco frankie franklin fred
freda freddie freddy frederic frederick fredrick freida frieda gabriel gabriela gabrielle gail
galen garland garrett garry garth gary gavin gaye gayla gayle gena genaro geneva genevieve geoffrey
george georgette georgina gerald geraldine gerard gerardo geri germaine gerry gertrude gilbert
gilberto gilda gillian gina giovanni gisela gladys glen glenda glenn glenna gloria goldie gonzalo
gordon gracie graciela grady graham greg gregg gregorio gregory greta gretchen griselda grover
guadalupe guillermina guillermo gus gussie gustavo gwen gwendolyn haley hallie hanna hannah hans
harlan harley harold harriet harriett harriette harris harrison harry harvey hattie haydee hector
heidi helen helena helene helga henrietta henry herbert heriberto herman herminia herschel hester
hilary hilda hillary hiram hollie hollis homer horace hortencia houston howard hubert hugh hugo
humberto hung ian ida ignacio ila ilene imelda imogene ina ines inez ingrid iola iona ione ira
irene irma irvin irving irwin isaac isabel isabell isabella isabelle isaiah isidro ismael issac iva
ivan ivette jack jackie jacklyn jackson jaclyn jacob jacquelin jacqueline jacquelyn jacques
jacquline jaime jake jamal jame james jami jamie jana jane janel janell janelle janet janette
janice janie janine janis janna jannie jaqueline jared jarrod jarvis jasmin jason jasper javier
jayme jayne jayson jean jeanette jeanie jeanine jeanna jeanne jeannette jeannie jeannine jeff
jefferson jeffery jeffrey jeffry jena jenifer jenna jennie jennifer jenny jerald jeremiah jeremy
jeri jermaine jerome jerri jerry jess jesse jessica jessie jesus jewell jill jillian jim jimmie
jimmy joan joann joanna joanne joaquin jocelyn jodi jodie jody joe joel joesph joey johanna john
johnathan johnathon johnnie johnny jolene jon jonathan jonathon joni jorge jose josefa josefina
joseph josephine josh joshua josie josue joyce juan juana juanita judi judith judy julia julian
juliana julianna julianne julie juliet juliette julio julius jung justin justina justine kaitlin
kaitlyn kara karen kari karin karina karl karla karon karrie karyn kasey kate katelyn katharine
katherine katheryn kathi kathie kathleen kathrine kathryn kathy katie katina katrina katy kaye
kayla keisha keith kelley kelli kellie kelly kelsey kelvin ken kendall kendra kendrick kenneth
kenny kent kenya keri kermit kerri kerrie kerry kevin kim kimberlee kimberley kimberly kira kirby
kirk kirsten kisha kitty kris krista kristal kristen kristi kristie kristin kristina kristine
kristopher kristy krystal krystle kurt kurtis kyle kylie lacey lacy ladonna lakeisha lakesha
lakisha lamar lamont lana landon lara larissa larry lashawn lashonda latanya latasha latisha
latonya latoya latrice laura lauren laurence lauretta lauri laurie laverne lavonne lawanda lawrence
leah leann leanna leanne leeann leigh leila lela leland lelia lena lenora lenore leo leola leon
leona leonard leonardo leonel leonor leonora leora leota leroy lesa lesley leslie lessie leta letha
leticia letitia lettie levi lewis libby lidia lila lilia lilian liliana lillian lillie lilly lina
lincoln linda lindsay lindsey linwood lionel lisa liz liza lizzie lloyd logan lois lola lolita lon
lona lonnie lora loraine loren lorena lorene lorenzo loretta lori lorie lorine lorna lorraine lorri
lorrie lottie lou louann louella louie louis louisa louise lourdes lowell loyd luann luanne lucas
lucia lucila lucile lucille lucinda lucretia lucy luella luis luisa luke lula lupe lura luther luz
lydia lyle lyn lynda lynette lynn lynne lynnette mabel mable madeleine madeline madelyn madge
madonna mae magdalena maggie mai malcolm malinda malissa mallory mamie mandi mandy manuel manuela
mara marc marcel marcela marcelino marcella marci marcia marcie marco marcos marcus marcy margaret
margarita marge margery margie margo margot margret marguerite mari maria marian mariana marianna
marianne mariano maribel maricela marie marietta marilyn marilynn marina mario marion marisa
marisela marisol marissa maritza marjorie marjory marla marlena marlene marlin marlon marquita
marsha marta martha martin martina marty marva marvin mary maryann maryanne marybeth maryellen
maryjane marylou mason mathew matilda matilde matt matthew mattie maude maudie maura maureen
maurice mauricio maurine mavis maxine maxwell maya mayme maynard mayra meagan megan meghan melanie
melba melinda melisa melissa mellisa mellissa melodie melva melvin mercedes meredith merle merlin
merrill merry mia micah michael michaela micheal michel michele michell michelle mickey migdalia
miguel mike milagros mildred millard millicent millie milton mimi mina mindy minerva minnie miranda
miriam mirna missy misti mitchell mitzi mohammad moises mollie molly mona monica monika monique
monroe monte monty morgan morris moses muriel murray myra myrna myron nadia nadine nakia nancy
nanette nannie naomi natalia natalie natasha nathan nathaniel neal ned neil nelda nell nellie
nelson nestor nettie neva nicholas nichole nickolas nicolas nicole nikki nilda nina nita noah noe
noel noelle noemi nola nolan nona nora norbert noreen norma norman octavia octavio odell odessa
ofelia ola olga oliver olivia ollie oma omar ophelia ora oralia orlando orville oscar otis otto
owen pablo pam pamala pamela pansy pasquale patrica patrice patricia patrick patsy patti pattie
patty paul paula paulette paulina pauline pearlie pearline pedro peggy penelope percy perry pete
peter petra philip phillip phillis philomena phoebe phyllis pierre pilar polly portia pricilla
priscilla quentin quincy quinton rachael racheal rachel rachelle rae rafael rafaela ralph ramiro
ramon ramona randal randall randi randolph randy raphael raquel raul raymond raymundo reba rebeca
rebecca rebekah reggie regina reginald reina rena renae rene renee renita reta retha reuben reva
reyna reynaldo rhea rhoda rhonda ricardo richard rick rickey rickie ricky rigoberto riley rita rob
robbie robbin robby robert roberta roberto robyn rocco rochelle rocio roderick rodger rodney
rodolfo rodrigo rogelio roger roland rolando romeo romona ron ronald ronda ronnie ronny roosevelt
rory rosa rosalee rosalia rosalie rosalind rosalinda rosalyn rosanna rosanne rosario roscoe roseann
roseanne rosella rosemarie rosetta rosie rosita roslyn ross rowena roxana roxanna roxanne roxie roy
ruben rudolph rudy rufus russel russell ruth ruthie ryan sabrina sadie sallie salvador salvatore
sam samantha samatha sammie sammy samuel sandi sandra sanford santiago santos sara sarah sasha saul
saundra savannah scot scott scotty sean sebastian selena selina selma serena sergio seth shana
shanda shane shanna shannon shari sharlene sharon sharron shaun shauna shawn shawna shayla sheena
sheila shelby sheldon shelia shelley shellie shelly shelton sheree sheri sherman sherri sherrie
sheryl shiela shirley shonda sidney silas silvia simon simone socorro sofia soledad solomon sondra
sonia sonja sonny sonya sophia sophie spencer stacey staci stacie stacy stan stanley stefan
stefanie stella stephan stephanie stephen sterling steve steven stevie stewart stuart susan susana
susanna susanne susie suzan suzanne suzette sybil sydney sylvester sylvia tabatha tabitha tamara
tameka tamela tamera tami tamika tammi tammie tammy tamra tana tania tanisha tanya tara taryn tasha
tatiana tawana taylor ted teddy tera terence teresa teresita teri terra terrance terrell terrence
terri terrie terry tessa tessie thaddeus thelma theodora theodore theresa therese theron thomas
thurman tia tiara tiffani tiffany tillie tim timmy timothy tina tisha toby todd tom tomas tomasa
tommie tommy toni tonia tonja tony tonya tori tracey traci tracie tracy travis trent trenton treva
trevor tricia trina trinidad trisha tristan troy trudy truman twila tyler tyrone tyson ulysses una
ursula vada valarie valencia valeria valerie vance vanessa vaughn veda velma venus vera verda vern
verna vernell vernice vernon veronica vesta vicente vicki vickie vicky victor victoria vida vilma
vince vincent viola virgie virgina vito vivian vonda wallace walter wanda warren wayne weldon
wendell wendi wendy wesley whitney wilbert wilbur wilda wiley wilford wilfred wilfredo wilhelmina
willa willard william williams willie willis wilma wilmer wilson winfred winifred winnie winona
winston woodrow xavier yesenia yolanda yong yvette yvonne zachary zachery zelda zella zelma zenaida
zoe zoila
""".split()
)

LAST = frozenset(
    """
aaron abbott abel abernathy abraham abrams acevedo ackerman acosta adair adams adamson addison
adkins agee aguilar aguilera aguirre akers akins alaniz albert albrecht albright aldrich aldridge
alexander alfaro alford ali allen allison allred alonzo alston altman alvarado alvarez amaya
ambrose ames anaya andersen anderson andrade andrews anthony aponte aragon arellano arias armstrong
arnold arredondo arrington arroyo arthur ashby ashley askew atkins atkinson atwood augustine austin
avalos avery avila aviles ayala ayers babb babcock baca baer baez baggett bagley bailey bain baird
baldwin ballard barajas barbour barger barker barksdale barlow barnard barnett barney barnhart
barrera barrett barrios barron barry barth bartlett bartley barton bassett bateman bates bauer baum
bauman bautista baxter beal bearden beasley beatty beaulieu beaver becerra beck becker beckman
beebe begay belanger belcher bellamy beltran benavides benedict benitez benjamin bennett benoit
benson bentley benton berg berger bergeron bergman berman bermudez bernal bernard bernier bernstein
betts beverly beyer biggs billings bingham blackburn blackman blackmon blackwell blair blake
blalock blanchard blanco blankenship blanton bledsoe blevins blount blum boggs bolden boles bolton
bonilla bonner boone booth borden boswell bouchard boucher boudreaux bourgeois bowden bowen bower
bowers bowles bowman bowser boyce boyd boyer boykin boyle boyles braden bradford bradley bradshaw
brady bragg brandon brandt brannon brantley braswell braun bravo braxton brennan brenner brewster
briggs briscoe britt britton brock broussard brower browne browning bruce bruner bruno brunson
bryan bryant bryson buchanan buckley buckner bullard bundy burch burdick burgess burgos burke
burkett burkhart burks burnett burnette burnham burrell burris burroughs burrows burt burton busby
busch byers bynum byrd byrne caballero cabrera cagle cahill cain calderon caldwell calhoun callahan
calloway calvert camacho cameron campbell campos canales cano cantrell cantu capps cardenas cardona
cardwell carey carlisle carlson carlton carmichael carmona carnes carney caron carr carrasco
carrillo carrington carroll carson cartwright carver casey cassidy castaneda castellanos castillo
castro cates caudill cavazos cervantes chacon chadwick chamberlain champagne chan chandler chaney
chang chapman chappell charles chastain chatman chavez chavis chen cheney childers childress childs
cho choi christensen christiansen christie christopher christy chu chung cisneros clark clarke
clayton clement clements clemons clifford clifton cline clinton cloutier coates coburn cochran cody
coe coffey coffman cohen coker colbert coleman coles coley collier collins colvin combs comer
compton conklin conley conn connell connelly conner connolly connor connors conrad conroy contreras
conway cooke cooley cooper copeland corbett corbin corcoran cordero cordova corey corley cormier
cornelius cornell cornett corona coronado correa cortes cortez costa costello cote cottrell coulter
courtney couture covington cowan cox coyle crabtree craig crain cramer crandall craven creech
crenshaw crocker crockett croft cronin crosby crowder crowe crowell crowley crum crump cuellar
cuevas cullen culver cummings cummins cunningham curran currie curry curtis cutler cyr dahl daigle
dailey daley dalton daly daniel daniels darby darden darling darnell daugherty davenport david
davidson davies davila davis davison dawkins dawson deaton decker dejesus delacruz delaney delarosa
deleon delgado delong dempsey dennis dennison denny denson denton devine dewitt dias diaz dickerson
dickey dickinson dickson diehl dietrich dietz diggs dillard dixon dobbins dobbs dobson dodd dodge
dodson doe doherty dolan dominguez donahue donaldson donnelly donovan dooley doran dorman dorsey
doss dotson doty dougherty douglas dove dow dowdy dowell dowling downey downing doyle dozier drake
draper driscoll drummond duarte dube dubois dubose duckworth dudley duff duffy dugan dukes dumas
dunbar duncan dunham dunlap dunn dupre dupree duran durbin durham dutton duvall dwyer dyer dykes
easley eason eastman eaton echols eckert eddy edmonds edmondson edwards egan elam eldridge elias
elkins eller elliot elliott ellis ellison ellsworth elmore emerson emery engel engle ennis enriquez
epperson epps erickson ernst ervin erwin escobar escobedo esparza espinosa espinoza esposito
esquivel estes estrada etheridge eubanks evans everett ewing ezell fagan fairchild farley farr
farrar farrell farris faulk faulkner faust fay felder feldman feliciano felix felton fenton
ferguson fernandez ferreira ferrell ferris figueroa finch fink finley finn finney fischer fitch
fitzgerald fitzpatrick flaherty flanagan fleming fletcher flores floyd flynn fontenot foote forbes
foreman forrest foster fournier fowler francis franco franklin franks fraser frazier frederick
freeman frey friedman fritz frye fuentes fugate fuller fulton gabriel gagne gagnon gaines galindo
gallagher gallardo gallegos gallo galloway galvan gann gant garcia gardner garland garner garrett
garrison gary garza gaskins gaston gauthier gee geiger gentry george gibbons gibbs gibson gifford
gil gilbert giles gillespie gilliam gillis gilmore gipson girard givens gleason glenn glover
goddard godfrey godwin goetz goff goins goldberg goldman goldsmith goldstein gomes gomez gonzales
gonzalez goode goodman goodrich goodson goodwin gordon gorman goss gould grady graham granger gray
grayson greenberg greene greenwood greer gregg gregory grier griffin griffith griggs grimes grimm
grossman grover grubb grubbs guerra guerrero guevara guidry guillory guinn gunn gunter gustafson
guthrie gutierrez guzman haas hackett hadley hagan hagen hager hahn haines hairston haley hamby
hamilton hamlin hamm hammond hammonds hammons hancock haney hankins hanks hanley hanna hannah
hansen hanson hardin harding hare hargrove harley harman harmon harper harrell harrington harris
harrison hart hartley hartman harvey haskins hastings hatcher hatfield hathaway hawkins hawley
hawthorne hayden hayes haynes hays hayward haywood healy heard hearn hebert hedrick heller helm
helton hemphill henderson hendricks hendrickson hendrix henley henry hensley henson herbert herman
hernandez herndon herrera herring herrington herron hess hester hewitt hickey hickman higgins
hightower hilliard hillman hilton hinds hinkle hinojosa hinson hinton hirsch hitchcock hobbs hobson
hodge hodges hoff hoffman hogan hogue holbrook holcomb holden holley holliday hollingsworth hollis
holloway holman holmes holt honeycutt hong hooker hopkins hopson horne horner horton hoskins hough
houser houston howard howe howell hoyt huang hubbard huber huddleston hudgins hudson huerta huff
huffman huggins hughes hummel humphrey humphreys humphries huntley hurd hurley hurst huston
hutchins hutchinson hutchison hutson hutton huynh hyatt hyde ibarra ingram inman irizarry irvin
irving irwin isaac iverson ivey jack jackson jacob jacobs jacobsen jacobson jacques james jameson
jamison jaramillo jarrell jarrett jarvis jean jeffers jefferson jeffries jenkins jennings jensen
jernigan jewell jimenez john johns johnson johnston joiner jolly jones jorgensen joseph joyce
joyner juarez judd kaiser kane kaplan katz kauffman kaufman kearney kearns keenan keene keith
keller kelley kellogg kelly kelsey kemp kendall kendrick kennedy kenney kenny kent kern kerns kerr
kessler keyes khan kidd kilgore killian kilpatrick kim kimball kimble kimbrough kincaid kinney
kinsey kirby kirk kirkland kirkpatrick kiser klein kline knapp knowles knox knutson koch koehler
koenig kohler kraft kramer krause krueger kruse kuhn kurtz kyle lacey lackey lacy ladd ladner laird
lam lamar lambert lancaster landers landis landrum landry lange langford langley langston lanier
lara larkin larsen larson lassiter latham lau laughlin lawler lawrence laws lawson layne layton
leal leary leblanc ledbetter ledford leggett lehman lemons lentz leon leonard leslie levin levine
lewis libby liles lilly lim lin lincoln lind lindsay lindsey linn lipscomb littlefield littlejohn
liu livingston lloyd locke lockett lockhart lockwood lofton logan lombardo longoria loomis looney
lopes lopez lott louis lovell lovett lowe lowery lowry loyd lozano lucas lucero ludwig lugo lujan
luke luna lund lundy lunsford lusk lutz lyle lyles lynch lynn lyon lyons mabry macdonald machado
macias mackey madden maddox madison madrid madsen magana magee maher mahoney maldonado mallory
malloy malone maloney manley mansfield manuel marcum marcus marin marino marion marquez marrero
martin martinez mason massey mata mathews mathis matlock matos matson matthews mattingly mattson
maurer maxwell mayberry mayer mayes mayfield maynard mays mcallister mcbride mccabe mccain mccall
mccann mccarthy mccarty mccauley mcclain mcclellan mcclelland mcclendon mccloud mcclure mccollum
mcconnell mccord mccormick mccoy mccracken mccray mccullough mcdaniel mcdermott mcdonald mcdonough
mcdowell mcelroy mcfadden mcfarland mcgee mcghee mcgill mcginnis mcgowan mcgrath mcgraw mcgregor
mcguire mchugh mcintosh mcintyre mckay mckee mckenna mckenzie mckinley mckinney mckinnon mcknight
mclain mclaughlin mclean mcleod mcmahon mcmanus mcmillan mcmillian mcmullen mcnair mcnally mcnamara
mcneal mcneil mcneill mcpherson mcqueen mcrae mcwilliams meade medeiros medina medley medrano meeks
meier mejia melendez melton melvin mendez mendoza mercado mercer merchant meredith merrill merritt
messer metcalf metz metzger meyer meyers meza michael michaels michaud michel middleton miller
milligan mills milton mims minton miranda mitchell mixon mohr molina monk monroe montalvo montano
montes montgomery montoya mooney moore mora morales moreland moreno morgan morin morris morrison
morrow morse morton moseley moser moses mosher mosley mott moulton moya moyer mueller mullen muller
mullins muniz munoz munson murdock murillo murphy murray murry myers myles myrick nadeau nance
napier naquin nava navarro naylor neal neely neff negron nelson nesbitt newberry newby newcomb
newell newman newsome newton nguyen nicholas nichols nicholson nickerson nielsen nieves nixon noel
nolan norman norton norwood novak nugent nunez nunn oakes oakley obrien ochoa oconnell oconnor
odell odom odonnell ogden ogle ohara ojeda oldham oleary oliver olsen olson oneal oneil oneill
ornelas orourke orozco orr ortega ortiz osborn osborne otero ott otto ouellette overton owen owens
pacheco padgett padilla pagan palacios palmer paquette parham parker parnell parr parra parris
parrish parson patel patrick patten patterson patton paul paulson payne payton peachey peacock
pearce pearson pedersen pelletier pena pendleton penn pennington peralta perdue pereira perez
perkins perry peters petersen peterson pettit pham phelps phillips phipps pickens pickett pierce
pierre pierson pina pineda piper pittman pitts platt plummer poirier pollard pollock ponce poole
portillo posey potter powell prado prater prather pratt prescott presley pressley priest pringle
pritchard pritchett proctor pruett pruitt pryor puckett pugh pulliam purcell purvis putnam pyle
quick quinn quinones quintana quintero quiroz rader radford ragland ragsdale raines rainey ramey
ramirez ramos ramsey randall randle randolph rangel rankin ransom rasmussen ratliff raymond reagan
reardon reaves rector redd redding redmond reece reeder reese reeves regan reid reilly renteria
reyes reyna reynolds rhoades rhodes rice richard richards richardson richey richmond richter ricks
riddle ridley riggs riley rios ritchie ritter rivas rivera roark robbins roberson roberts robertson
robinson robison robles rocha roche rodgers rodrigues rodriguez rodriquez roe rogers rojas roland
rollins romano romero romo rooney roper rosa rosado rosales rosario rosas rosen rosenberg rosenthal
ross rossi roth rowan rowe rowell rowland rowley roy rubin rubio rucker rudd rudolph ruff ruffin
ruiz russ russell russo ruth rutherford rutledge ryan ryder sadler saenz salas salazar saldana
salgado salter sampson sams samuel samuels sanchez sanders sanderson sandoval sanford santana
santiago santos sapp sargent saucedo saunders saylor schaefer schafer schaffer schmidt schmitt
schmitz schneider schreiber schroeder schultz schulz schumacher schuster schwartz scott scruggs
sears seay segura serna serrano sewell sexton seymour shafer shaffer shah shannon shapiro shaw shea
shearer sheehan sheffield sheldon shell shelton shepard sheppard sheridan sherman sherrill sherwood
shields shipley shipman shipp shirley shockley shoemaker shultz siegel silva simmons simms simon
simons simpson sims sinclair singh singletary singleton sizemore skaggs skelton skinner slade
slater sloan smalls smallwood smiley smith sneed snell snider snodgrass snowden snyder solis
solomon sorensen sorenson sosa soto sousa souza spangler spann spaulding speer spence spencer
spicer spivey sprague springer squires stacy stafford stahl staley stallings stanford stanley
stanton stapleton starkey starks starnes starr staton stearns stein steiner stephens stephenson
sterling stevens stevenson stewart stiles stinson stjohn stockton stoddard stokes stoner storey
stout stovall stover stratton strickland stringer stroud stuart stubbs suarez suggs sullivan sumner
sutherland sutton swain swann swanson swartz sweeney swenson sykes sylvester tabor tackett talbot
talley tang tapia tate tatum taylor teague terrell terry thacker tharp thayer thomas thomason
thompson thomson thorne thornton thorpe thurman thurston tidwell tilley tillman timmons tinsley
tipton titus tobin todd tolbert tomlinson tompkins toney torres torrez toth tovar townsend tracy
tran travis traylor trejo trent trevino trimble triplett tripp trotter trujillo tucker tuttle tyler
tyson ulrich underwood upton urban valdez valencia valentin valenzuela valle vance vang vann varela
vargas varner vasquez vaughan vaughn vazquez vega vela velasco velasquez velazquez velez ventura
vera vernon vick vickers vigil villalobos villanueva villarreal villegas vincent vinson vogel vogt
voss waddell wagner wagoner waite wakefield walden waldron wallace waller walsh walter walters
walton wang warner warren washburn watkins watson watts weathers webb webber weber weir weiss welch
weldon weller wellman welsh werner wesley westbrook weston wetzel whalen whaley whatley wheatley
whipple whitaker whitehead whitfield whitley whitlock whitman whitmore whitney whitt whittaker
whitten whittington wiggins wilburn wilcox wiley wilhelm wilkerson wilkes wilkins wilkinson willard
willett willey william williams williamson willingham willis willoughby wilson winkler winn winslow
winston winters wiseman witherspoon witt wolfe wolff womack wong woodall woodard woodruff woodson
woodward wooten workman worley worthington wright wyatt wynn xiong yancey yang yarbrough yates
yazzie ybarra yeager yoder yost youngblood zamora zapata zavala zeigler zepeda ziegler zimmer
zimmerman zuniga
""".split()
)
