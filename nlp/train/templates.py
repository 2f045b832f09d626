"""Made sentences for the parser: a company, an office or a person and a verb that may also be an adjective or a noun
("Nokia shared data with partners.", "Court rules against bank"). Treebanks of web text have few of them, news has many.
All words are written here; the trees follow from the way that the parts are put together."""

from corpus import Sentence

SINGULAR, PLURAL = "Number=Sing", "Number=Plur"
FEATS = {"NNP": SINGULAR, "NNPS": PLURAL, "NN": SINGULAR, "NNS": PLURAL, "JJ": "Degree=Pos",
         "VBD": "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin", "VBZ": "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
         "CD": "NumForm=Digit|NumType=Card"}
WORD, INDEFINITE = "NumForm=Word|NumType=Card", "Definite=Ind|PronType=Art"
FEATS_OF = {"the": "Definite=Def|PronType=Art", "a": INDEFINITE, "an": INDEFINITE, "two": WORD, "million": WORD, "billion": WORD,
            "its": "Case=Gen|Gender=Neut|Number=Sing|Person=3|Poss=Yes|PronType=Prs"}  # what the tag does not say
UPOS = {"NNP": "PROPN", "NNPS": "PROPN", "NN": "NOUN", "NNS": "NOUN", "JJ": "ADJ", "IN": "ADP", "DT": "DET", "VBD": "VERB", "VBZ": "VERB",
        "CD": "NUM", ".": "PUNCT", "$": "SYM", "PRP$": "PRON"}

NAMES = """Nokia Facebook Google Apple Huawei Samsung Sony Toyota Boeing Airbus Siemens Tesla Uber Amazon Netflix Twitter Intel Ericsson ZTE
Lenovo Alibaba Tencent Baidu Microsoft Oracle Cisco Nestlé Unilever Shell Chevron Pfizer Novartis Bayer Renault Fiat Volkswagen Daimler BMW
Nissan Honda Hyundai Barclays HSBC Citigroup Santander UBS Telefonica Vodafone Verizon Comcast Disney Walmart Carrefour Tesco Ikea Adidas
Nike Rosneft Gazprom Petrobras Embraer Infosys Tata Foxconn Qualcomm Nvidia AMD Dell HP IBM Spotify Airbnb Lyft Snap Zoom Reuters NATO
OPEC UNESCO Pentagon Kremlin Congress Parliament Westminster Brussels Beijing Moscow Tokyo Berlin Paris Halvex Orbinet Kestrel Marlowe
Tavira Lumora Veritek Brandt Solvane Nordhaus Quillon Ferrano Daxon Meridian Castello Apex Trellis Borealis""".split()
LAST = "Bank Group Airlines Motors Energy Systems Technologies Foods Steel Insurance Media Ministry Corp Inc Ltd Industries Capital".split()
OFFICES = "company court ministry regulator bank union government firm agency parliament senate jury board committee airline carmaker".split()
SURNAMES = "Varela Warner Kowalski Tanaka Okafor Lindqvist Moreau Haddad Petrov Silva Novak Rossi Becker Duarte Osei Larsen Medina Whitfield".split()
GIVEN = "Maria John Elena Tomas Ahmed Sofia Peter Lucia Daniel Grace Ivan Noor Carla Henrik Amina Paul".split()
PLACES = "Lisbon Germany China Brazil Texas Kenya Mumbai Warsaw Chile Ohio Manila Norway Egypt Toronto Ankara Seoul Peru Bavaria".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

# The past, the third person, objects, and prepositions with their nouns.
VERBS = """shared shares|user data;customer records;test results;private messages;revenue|with NP
advanced advances|plan;talks;proposal|to PLACE;in PLACE
limited limits|exports;access;overtime;losses|to NP;in PLACE
united unites|rival factions;voters|behind PERSON;in PLACE
closed closes|factory;two plants;store;offices|in PLACE;on DAY
opened opens|new plant;inquiry;talks;research center|in PLACE;with NP
planned plans|job cuts;merger;new factory;takeover|in PLACE;with NP
licensed licenses|patents;technology|to NP;from NP
acquired acquires|rival;majority stake;chip maker|from NP;for MONEY
combined combines|operations;units|with NP
cut cuts|jobs;prices;output;costs|in PLACE;on DAY
backed backs|bid;merger;reform;law|in PLACE
charged charges|fees;former director;customers|with NN:fraud;in PLACE
fined fines|bank;rival;carmaker|for NN:fraud;on DAY
ordered orders|review;retail outlets;new jets;recall|in PLACE;from NP
offered offers|discounts;credit;shares;help|to NNS:customers;in PLACE
reported reports|profit;losses;record sales;higher revenue|on DAY;in PLACE
posted posts|loss;gains;record profit|for NN:quarter;on DAY
sued sues|rival;regulator;former chief|over NNS:patents;in PLACE
settled settles|case;lawsuit;claims|with NP;for MONEY
launched launches|satellite;probe;new phone;service|in PLACE;on DAY
moved moves|production;headquarters;staff|to PLACE;from PLACE
banned bans|imports;exports;phones|from PLACE;on DAY
barred bars|companies;exports;officials|from NNS:contracts
approved approves|merger;vaccine;budget|on DAY
blocked blocks|takeover;deal;website|in PLACE
proposed proposes|tax;new rules;law|in PLACE;on DAY
estimated estimates|costs;losses|at MONEY
increased increases|output;dividend;prices|by MONEY;in PLACE
reduced reduces|debt;emissions;stake|in PLACE;by MONEY
detained detains|protesters;two reporters|in PLACE;on DAY
armed arms|rebels;border guards|in PLACE
trained trains|pilots;police officers|in PLACE
tested tests|missile;vaccine;engine|in PLACE;on DAY
hired hires|engineers;new chief;lawyer|from NP;in PLACE
fired fires|manager;coach;workers|on DAY
signed signs|deal;contract;treaty|with NP;in PLACE
won wins|contract;appeal;approval|in PLACE;from NP
lost loses|appeal;contract;market share|in PLACE;to NP
named names|new chief;chairman|on DAY
paid pays|fine;dividend;damages|to NP
raised raises|prices;forecast;stake|in PLACE;by MONEY
delayed delays|launch;decision;vote|in PLACE
joined joins|talks;alliance;effort|in PLACE
accused accuses|rival;officials|of NN:fraud
targeted targets|younger buyers;growth;hackers|in PLACE
supplied supplies|parts;gas;weapons|to NP;to PLACE
left leaves|market;alliance|on DAY
leaked leaks|documents;user data|to NP
developed develops|drug;software;new engine|with NP;in PLACE
discussed discusses|sale;terms|with NP
expanded expands|network;operations|in PLACE;to PLACE
controlled controls|border;port;market|in PLACE
used uses|data;force;software|in PLACE
abandoned abandons|bid;project|in PLACE;on DAY
warned warns|investors;travelers|of NNS:delays
promised promises|aid;reform;investment|in PLACE
demanded demands|answers;apology|from NP
welcomed welcomes|decision;ruling|on DAY
rejected rejects|offer;claims;appeal|from NP;on DAY""".split("\n")


def parsed(line):
    forms, objects, tails = line.split("|")
    return forms.split(), [o.split() for o in objects.split(";")], [t.split() for t in tails.split(";")]


VERBS = [parsed(v) for v in VERBS]
ADJECTIVES = set("new rival private former higher younger".split())
OBJECT_NOUNS = set("test customer user job chip retail research majority record market border police".split())

MASS = set("revenue output access overtime credit help force profit debt gas growth aid investment technology software approval".split())


class Part:
    """Words with one head among them, as (form, xpos, head, relation); heads are places in the part, -1 for its own."""

    def __init__(self, form, xpos):
        self.words, self.head = [(form, xpos, -1, None)], 0

    def before(self, other, relation):
        n = len(other.words)
        moved = [(f, x, h + n if h >= 0 else -1, r) for f, x, h, r in self.words]
        self.head += n
        own = [(f, x, h if h >= 0 else self.head, r or relation) for f, x, h, r in other.words]
        self.words = own + moved
        return self

    def after(self, other, relation):
        n = len(self.words)
        self.words += [(f, x, h + n if h >= 0 else self.head, r or relation) for f, x, h, r in other.words]
        return self

    def sentence(self, name):
        s = Sentence()
        for form, xpos, head, relation in self.words:
            s.forms.append(form)
            s.upos.append(UPOS[xpos])
            s.xpos.append(xpos)
            s.feats.append(FEATS.get(xpos, "_"))
            s.head.append(head + 1)
            s.deprel.append(relation or "root")
            s.misc.append("_")
        s.id = s.doc = name
        return s


def noun(form):
    plural = form in ("data", "media") or form.endswith("s") and not form.endswith("ss")
    return Part(form, "NNS" if plural else "NN")


def article(part, form="the"):
    return part.before(Part(form, "DT"), "det")


def person(rng):
    p = Part(rng.choice(GIVEN), "NNP")
    return p.after(Part(rng.choice(SURNAMES), "NNP"), "flat")


def company(rng):
    name = rng.choice(NAMES)
    if rng.random() < 0.25:
        return Part(rng.choice(LAST), "NNP").before(Part(name, "NNP"), "compound")
    return article(Part(name, "NNP")) if name in ("Pentagon", "Kremlin") else Part(name, "NNP")


def subject(rng, headline):
    p = rng.random()
    if p < 0.7:
        return company(rng)
    if p < 0.85:
        return person(rng)
    office = noun(rng.choice(OFFICES))
    if rng.random() < 0.3:
        office.before(Part(rng.choice(PLACES), "NNP"), "compound")
    return office if headline else article(office)


def thing(words, rng, headline):
    part = noun(words[-1])
    for w in reversed(words[:-1]):
        if w == "two":
            part.before(Part(w, "CD"), "nummod")
        elif w in ADJECTIVES:
            part.before(Part(w, "JJ"), "amod")
        elif w in OBJECT_NOUNS:
            part.before(Part(w, "NN"), "compound")
        else:
            raise ValueError(w)
    if not headline and words[0] != "two":
        if part.words[part.head][1] == "NN" and words[-1] not in MASS:
            article(part, rng.choice(["the", "a" if words[0][0] not in "aeiou" else "an"]))
        elif rng.random() < 0.25:
            part.before(Part("its", "PRP$"), "nmod:poss")
    return part


def tail(words, rng):
    what = words[1]
    if what == "NP":
        part = company(rng) if rng.random() < 0.5 else noun(rng.choice(["partners", "companies", "investors", "makers"]))
        if part.words[part.head][1] == "NNS" and rng.random() < 0.5:
            part.before(Part(rng.choice(["Chinese", "foreign", "local", "German"]), "JJ"), "amod")
    elif what == "PLACE":
        part = Part(rng.choice(PLACES), "NNP")
    elif what == "DAY":
        part = Part(rng.choice(DAYS), "NNP")
    elif what == "PERSON":
        part = person(rng)
    elif what == "MONEY":
        number = Part(str(rng.randint(2, 900)), "CD")
        if rng.random() < 0.7:
            number = Part(rng.choice(["million", "billion"]), "CD").before(number, "compound")
        part = Part("$", "$").after(number, "nummod")
    else:
        part = noun(what.partition(":")[2])
    return part.before(Part(words[0], "IN"), "case")


SMALL = set("a an the of to in on at by for from with as its".split())


def made(rng, titles=0.0):
    """One sentence: a headline (present tense, no articles, no stop) or one of running text. titles says how many of the
    headlines have the capitals of titles."""
    headline = rng.random() < 0.4
    (past, present), objects, tails = rng.choice(VERBS)
    verb = Part(present, "VBZ") if headline else Part(past, "VBD")
    goal = thing(rng.choice(objects), rng, headline)
    verb.after(goal, "obj")
    if rng.random() < 0.75:
        verb.after(tail(rng.choice(tails), rng), "obl")
    verb.before(subject(rng, headline), "nsubj")
    if not headline:
        verb.after(Part(".", "."), "punct")
    s = verb.sentence("made")
    s.forms[0] = s.forms[0][:1].upper() + s.forms[0][1:]
    if headline and titles and rng.random() < titles:
        s.forms = [f if f in SMALL else f[:1].upper() + f[1:] for f in s.forms]
    s.feats = [FEATS_OF.get(f.lower(), v) for f, v in zip(s.forms, s.feats)]
    return s
