"""Made-up sentences about medicines, and how a recogniser that knows few of them hears them.

The names are public generic names. What is misheard is drawn anew each time by rules of this
file: syllables change their vowels or consonants, words fall apart or swallow a syllable. So a
name hardly ever comes out twice in the same way, and only spelling and sound can tell it. The
same seed gives the same text everywhere.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict

NAMES = (
    "abatacept abiraterone acalabrutinib acamprosate acarbose acebutolol acetazolamide acitretin"
    " adalimumab adefovir agomelatine albendazole alendronate alfuzosin aliskiren allopurinol"
    " almotriptan alogliptin amantadine amiloride aminophylline amiodarone amisulpride"
    " amitriptyline amlodipine amoxicillin anastrozole apixaban apremilast aripiprazole asenapine"
    " atazanavir atenolol atomoxetine atorvastatin azathioprine azelastine azilsartan azithromycin"
    " baclofen baricitinib beclometasone benazepril bendroflumethiazide betahistine bezafibrate"
    " bicalutamide bisoprolol bosentan brimonidine bromocriptine budesonide bumetanide"
    " buprenorphine bupropion cabergoline calcitriol canagliflozin candesartan captopril"
    " carbamazepine carbimazole carvedilol cefalexin cefuroxime celecoxib cetirizine chlortalidone"
    " ciclosporin cilostazol cinacalcet ciprofloxacin citalopram clarithromycin clindamycin"
    " clobazam clomipramine clonazepam clonidine clopidogrel clozapine colchicine colestyramine"
    " cyproheptadine dabigatran dapagliflozin darifenacin darunavir dasatinib deferasirox"
    " denosumab desloratadine desmopressin dexamethasone diclofenac digoxin diltiazem dipyridamole"
    " disulfiram domperidone donepezil doxazosin doxycycline dronedarone duloxetine dutasteride"
    " edoxaban efavirenz eletriptan empagliflozin enalapril entacapone entecavir eplerenone"
    " eprosartan erlotinib ertugliflozin escitalopram esomeprazole eszopiclone etanercept"
    " ethambutol etodolac etoricoxib everolimus exemestane exenatide ezetimibe famciclovir"
    " famotidine febuxostat felodipine fenofibrate fesoterodine fexofenadine finasteride"
    " fingolimod flecainide fluconazole fludrocortisone fluoxetine flupentixol fluticasone"
    " fluvastatin fluvoxamine fosinopril frovatriptan furosemide gabapentin galantamine"
    " gefitinib gemfibrozil glibenclamide gliclazide glimepiride glipizide granisetron"
    " haloperidol hydralazine hydroxychloroquine hydroxyzine ibandronate imatinib indapamide"
    " indometacin irbesartan isoniazid isosorbide itraconazole ivabradine ivermectin ketoconazole"
    " ketorolac labetalol lacosamide lamivudine lamotrigine lansoprazole latanoprost leflunomide"
    " lenalidomide lercanidipine letrozole levetiracetam levocetirizine levofloxacin"
    " levothyroxine linagliptin linezolid liothyronine liraglutide lisinopril loperamide"
    " loratadine lorazepam losartan lovastatin lurasidone macitentan mebeverine meloxicam"
    " memantine mercaptopurine mesalazine metformin methimazole methocarbamol methotrexate"
    " methyldopa metoclopramide metolazone metoprolol metronidazole mexiletine minocycline"
    " minoxidil mirabegron mirtazapine misoprostol modafinil moexipril mometasone montelukast"
    " moxifloxacin moxonidine mycophenolate nabumetone nadolol naltrexone naproxen naratriptan"
    " nateglinide nebivolol nevirapine nicardipine nicorandil nifedipine nilotinib nintedanib"
    " nitrofurantoin nortriptyline olanzapine olmesartan omeprazole ondansetron orlistat"
    " oseltamivir oxcarbazepine oxybutynin paliperidone pantoprazole paroxetine pazopanib"
    " perampanel perindopril phenobarbital phenytoin pioglitazone pirfenidone pramipexole"
    " prasugrel pravastatin prazosin pregabalin primidone procyclidine promethazine propafenone"
    " propranolol propylthiouracil quetiapine quinapril rabeprazole raloxifene ramipril ranolazine"
    " rasagiline repaglinide rifampicin rifaximin riluzole risedronate risperidone ritonavir"
    " rivaroxaban rivastigmine rizatriptan roflumilast ropinirole rosuvastatin rufinamide"
    " sacubitril saxagliptin selegiline semaglutide sertraline sildenafil simvastatin sirolimus"
    " sitagliptin solifenacin sorafenib sotalol spironolactone sulfasalazine sumatriptan sunitinib"
    " tacrolimus tadalafil tamoxifen tamsulosin telmisartan tenofovir terazosin terbinafine"
    " teriflunomide theophylline ticagrelor timolol tiotropium tizanidine tofacitinib tolterodine"
    " topiramate torasemide trandolapril tranexamic trazodone triamterene trimethoprim trospium"
    " ursodeoxycholic valaciclovir valsartan vardenafil varenicline venlafaxine verapamil"
    " vildagliptin voriconazole vortioxetine warfarin zafirlukast ziprasidone zolmitriptan"
    " zolpidem zonisamide"
).split()

SENTENCES = (
    "She was started on {0} last spring and feels better.",
    "We will stop {0} because of the rash.",
    "He takes {0} every morning and {1} at night.",
    "The dose of {0} stays as it is.",
    "Please continue {0} until the next visit.",
    "There was no benefit from {0}.",
    "She asked whether {0} could be the cause of her cough.",
    "I have changed {0} to {1} after talking with the family.",
    "His levels on {0} were fine in the last two tests.",
    "We spoke about the side effects of {0}, which he tolerates well.",
    "Her general practitioner had added {0} in the autumn.",
    "After the operation he was given {0} for a few days.",
    "The combination of {0} and {1} works well for her.",
    "If the headache comes back, we can try {0}.",
    "He forgot to take {0} during the holidays.",
    "The pharmacy could not deliver {0} this month.",
    "Her sister also takes {0} for the same reason.",
    "{0} was well tolerated.",
    "Bloods are due before we go on with {0}.",
    "We agreed to halve {0} and to meet again in six weeks.",
    "The wound looks clean and the stitches can come out.",
    "He walks his dog twice a day without any pain.",
    "Blood pressure at home has been steady.",
    "The scan showed no change since the last one.",
    "She lives with her husband and still drives.",
)

SHARE_MISHEARD = 0.4

_ALIKE = (
    ("ph", "f"), ("c", "k"), ("k", "c"), ("x", "cks"), ("z", "s"), ("s", "z"), ("th", "t"),
    ("y", "i"), ("i", "y"), ("d", "t"), ("t", "d"), ("b", "p"), ("p", "b"), ("v", "f"),
    ("m", "n"), ("n", "m"), ("l", "ll"), ("r", ""), ("r", "l"), ("g", "j"), ("qu", "kw"),
    ("er", "a"), ("or", "er"), ("ine", "een"), ("ol", "all"), ("an", "in"), ("one", "own"),
    ("ate", "eight"), ("ide", "ied"), ("pro", "per"), ("tri", "dry"), ("sin", "sen"),
)  # fmt: skip
_VOWELS = "aeiou"
_SYLLABLE = re.compile(r"[^aeiouy]*[aeiouy]+(?:[^aeiouy]+$)?")
_LITTLE_WORDS = ("a", "the", "in", "to", "of", "per", "met", "pro", "all", "sin", "tin", "pine")


class Clinic:
    """Pairs of draft and final, in which new names keep coming up."""

    def __init__(self, *, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - nothing secret
        self._names = sorted(NAMES)
        self._draw.shuffle(self._names)

    def pairs(self, n: int, *, first_share: float, last_share: float) -> list[tuple[str, str]]:
        """Sentences in order; the share of names in use grows from the first to the last."""
        shares = [first_share + (last_share - first_share) * i / n for i in range(n)]
        return [self._pair(self._names[: round(share * len(self._names))]) for share in shares]

    def _pair(self, names: list[str]) -> tuple[str, str]:
        sentence = self._draw.choice(SENTENCES)
        said = [self._draw.choice(names) for _ in range(2)]
        heard = [
            self._mishear(name) if self._draw.random() < SHARE_MISHEARD else name for name in said
        ]
        return _capital(sentence.format(*heard)), _capital(sentence.format(*said))

    def _mishear(self, name: str) -> str:
        heard = name
        for _ in range(self._draw.choice((1, 1, 2, 2, 3))):
            heard = self._draw.choice((self._sound, self._sound, self._vowel, self._split))(heard)
        return heard if heard != name else self._split(heard)

    def _sound(self, word: str) -> str:
        fitting = [(a, b) for a, b in _ALIKE if a in word[1:]]
        if not fitting:
            return word
        a, b = self._draw.choice(fitting)
        places = [m.start() for m in re.finditer(a, word) if m.start()]
        at = self._draw.choice(places)
        return word[:at] + b + word[at + len(a) :]

    def _vowel(self, word: str) -> str:
        places = [i for i, c in enumerate(word) if c in _VOWELS]
        at = self._draw.choice(places)
        return word[:at] + self._draw.choice(_VOWELS) + word[at + 1 :]

    def _split(self, word: str) -> str:
        ends = [m.end() for m in _SYLLABLE.finditer(word)][:-1]
        if not ends:
            return word
        at = self._draw.choice(ends)
        if self._draw.random() < 0.2:  # noqa: PLR2004 - one in five
            return f"{word[:at]} {self._draw.choice(_LITTLE_WORDS)} {word[at:].lstrip()}"
        return f"{word[:at]} {word[at:].lstrip()}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def look_alikes(n: int, *, seed: int) -> list[str]:
    """Names that nobody has: drawn letter by letter from what follows what in real ones."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret
    follows: dict[str, Counter[str]] = defaultdict(Counter)
    for name in NAMES:
        marked = f"^^{name}$"
        for i in range(2, len(marked)):
            follows[marked[i - 2 : i]][marked[i]] += 1
    made: set[str] = set()
    while len(made) < n:
        name = "^^"
        while not name.endswith("$"):
            letters = follows[name[-2:]]
            name += draw.choices(sorted(letters), [letters[c] for c in sorted(letters)])[0]
        if 6 <= len(name) - 3 <= 16:  # noqa: PLR2004 - as long as real ones
            made.add(name[2:-1])
    return sorted(made - set(NAMES))
