package openie

import "strings"

// The classes of words that rules ask for, by lemma. They are closed lists of frequent words of news; a word that is
// missing here is treated as an ordinary one.
type words map[string]bool

func list(text string) words {
	set := words{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

var (
	// Verbs whose clause is what somebody says; the saying itself is no statement.
	speechVerbs = list(`say tell add announce state report claim explain write note insist argue assert declare maintain
		confirm acknowledge concede reveal disclose stress emphasize emphasise point remark comment testify tweet post recall
		reply respond warn allege suggest indicate observe assure reiterate describe mention admit predict estimate believe
		think know find show learn conclude continue repeat vow promise pledge read quip joke caution complain contend boast
		lament agree inform notify deny dispute reject refute fear worry suspect hope expect`)
	// Of these, the ones whose clause is a possibility and not told as a fact.
	doubtVerbs = list(`allege suggest fear worry suspect hope expect predict warn caution speculate claim accuse
		propose recommend consider`)
	denialVerbs = list(`deny dispute reject refute`)
	// Verbs with "of" or "for" and a gerund that say somebody did something: the act is told, its content is alleged.
	accusationVerbs = list(`accuse suspect charge convict blame criticize criticise condemn fault`)
	admissionVerbs  = list(`admit acknowledge confess disclose reveal confirm concede`)
	directiveVerbs  = list(`order direct tell instruct require command force compel`)
	// Verbs with an object whose infinitive is something that the object is meant to do.
	requestVerbs = list(`order direct tell instruct require command ask urge call press push demand encourage want persuade
		pressure invite advise expect warn request beg lobby appeal`)
	// Verbs whose saying is the act itself: what is announced on a day happens that day.
	announceVerbs  = list(`announce unveil declare disclose`)
	cessationVerbs = list(`stop cease halt quit end suspend discontinue`)
	endVerbs       = list(`terminate cancel cut scrap sever drop abandon break dissolve close revoke`)
	// Verbs whose infinitive is a plan of the subject.
	planVerbs = list(`agree plan intend want decide vow promise pledge aim hope expect schedule set seek prepare propose offer
		commit wish slate project mean design due`)
	adjectivePlans = list(`set due ready likely poised expected scheduled slated willing eager prepared keen bound`)
	possibleAuxes  = list(`may might could can`)
	plannedAuxes   = list(`will shall 'll wo ca`)
	// Verbs that only carry the infinitive after them: the statement is about that.
	// Verbs that say what somebody did or is to do by a preposition and a gerund: "admit to sharing", "warn against using".
	gerundVerbs = list(`admit confess accuse suspect warn plead refrain abstain ban bar prevent stop keep prohibit discourage dissuade block
		insist focus succeed apologize apologise convict charge acquit blame praise criticize criticise sue commit look object arrest exclude`)
	gerundPrepositions = list(`to of against for from about on with over`)
	// Of these, the ones with a preposition that says what is not to happen.
	preventionVerbs = list(`ban bar prevent stop keep prohibit discourage dissuade block exclude`)
	// Verbs that give somebody or something a name, an office or a judgement.
	namingVerbs = list(`name appoint elect call dub consider declare deem label nickname crown brand designate term proclaim rename style
		anoint nominate vote`)
	// Of these, those that behind a comma are participles: "the prison, dubbed the Hilton".
	nickVerbs = list(`dub nickname name label brand`)
	// Verbs by which somebody or something gets to another place.
	moveVerbs = list(`send bring fly take drive transfer ship airlift deport transport extradite evacuate return move deploy export`)
	// Verbs without a passive, whatever a parser says.
	neverPassive = list(`complain come go rise fall agree disagree respond arrive happen occur remain seem appear die live stay sleep talk listen
		belong exist emerge vanish disappear lag vote apologize apologise soar plunge climb resign collapse crash`)
	// Verbs whose participle behind a comma tells of the noun before it: "the territories, seen as pivotal".
	seenVerbs = list(`see know base locate situate view regard consider describe`)
	// Adverbs that say where a quantity leads.
	ways = list(`up down off`)
	// Verbs of speech that say nothing beside what is said.
	plainSpeech = list(`say add state note explain claim insist argue assert declare maintain stress quip joke remark comment continue reply respond write`)
	// Verbs of speech whose object hears it.
	tellVerbs = list(`tell inform notify remind assure`)
	// Nouns that with "by" say how and not who.
	mannerNouns = list(`hand mistake accident law phone telephone email mail car plane train bus air sea land boat ship foot bike chance default
		design force heart name nature definition proxy surprise consensus vote ballot lot satellite video extension means way`)
	// Verbs that two do with each other.
	mutualVerbs = list(`hold have sign reach agree negotiate meet merge discuss partner compete fight clash talk start begin form strike`)
	// Verbs whose "with" says what is given.
	supplyVerbs  = list(`provide supply present equip furnish issue entrust`)
	raisingVerbs = list(`appear seem happen continue begin start go used`)
	negations    = list(`not n't never no neither nor hardly barely n’t cannot`)
	notOnly      = list(`only just merely solely`) // behind a "not" they say that it is so, and more
	timeNouns    = list(`day week month year quarter decade century weekend morning afternoon evening night today yesterday tomorrow
		tonight hour minute second moment time season summer winter spring autumn fall past future period date
		monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
		november december jan feb mar apr jun jul aug sep sept oct nov dec`)
	timeAdverbs = list(`today yesterday tomorrow tonight recently currently now earlier later soon previously formerly once ago already
		immediately eventually annually overnight`)
	timePrepositions = list(`in on at during since until till by before after from for through throughout within between over following`)
	// Prepositions of circumstances.
	aroundPrepositions = list(`over during after before at towards toward amid amidst around throughout following across under since among
		along above below behind via upon despite as`)
	placePrepositions = list(`in at on near inside outside around across throughout within`)
	// Nouns that say what somebody is to somebody else.
	roleNouns = list(`president vice-president chairman chairwoman chairperson chair chief head leader director founder co-founder
		cofounder ceo cto cfo coo executive officer manager coach captain minister secretary senator congressman congresswoman
		representative governor mayor spokesman spokeswoman spokesperson analyst professor ambassador commissioner member partner
		owner editor author reporter correspondent columnist lawyer attorney judge justice general colonel sergeant commander king queen
		prince princess pope bishop chancellor premier deputy adviser advisor aide boss star player striker midfielder defender
		goalkeeper singer actor actress writer researcher scientist economist strategist engineer physician doctor nurse teacher
		brother sister son daughter wife husband father mother subsidiary unit division maker manufacturer provider supplier rival
		competitor capital city town province state country agency company firm startup bank newspaper magazine network website
		resident native veteran victim suspect candidate nominee successor predecessor creator inventor designer producer host
		anchor pundit administrator undersecretary whip counsel comptroller auditor archbishop cardinal co-chair cochair lecturer fellow
		instructor skipper chef astronaut pilot commentator blogger activist campaigner organizer organiser critic supporter ally opponent client customer investor shareholder developer operator publisher broadcaster
		prosecutor sheriff detective inspector superintendent treasurer trustee dean principal curator conductor guitarist drummer
		trader dealer broker chemist biologist psychologist historian sociologist physicist astronomer epidemiologist strategist
		theologian philosopher dentist surgeon psychiatrist therapist planner architect meteorologist geologist seismologist spokesperson
		bassist vocalist frontman quarterback pitcher forward winger defenseman goalie driver rider champion winner`)
	// Roles that a nationality before them says the country of.
	officeNouns = list(`president premier minister chancellor king queen prince princess emperor senator congressman congresswoman
		ambassador secretary governor leader parliament general marshal attorney commissioner lawmaker`)
	// Nouns of persons that are no roles.
	personNouns = list(`man woman boy girl teen teenager student teacher mother father couple businessman`)
	// Nouns that stand before the name of an organisation to say what it is: "investor SoftBank", "tech giant Apple".
	bodyNouns = list(`agency company giant maker manufacturer firm retailer startup start-up carrier group investor rival peer operator
		provider developer publisher broadcaster newspaper magazine network bank airline automaker carmaker chipmaker lender insurer
		regulator watchdog club side team band union charity think-tank consultancy supplier contractor brand chain platform subsidiary
		parent website broker brokerage conglomerate studio label university hospital`)
	goodsNouns = list(`phone smartphone handset device product chip modem router server tablet laptop computer car truck aircraft jet
		equipment app service share stock gear software hardware network`)
	// Nouns of places that may stand for one with a name: "the city's concert hall".
	placeNouns = list(`city country state region town village province island capital nation district county kingdom republic`)
	// Nouns that with a preposition join sentences and say nothing themselves.
	discourseNouns = list(`fact addition example instance course contrast turn short general particular conclusion sum brief comparison
		hindsight retrospect`)
	// Units and shares, which are no part of what happens.
	measureNouns = list(`percent percentage % cent point dollar euro pound million billion trillion`)
	// Units of what something is won, missed or moved by.
	lengthNouns = list(`vote seat mile kilometer kilometre meter metre yard inch foot centimeter centimetre degree goal run stroke shot length
		ton tonne barrel pound kilo kilogram gallon liter litre game basis-point fold`)
	// Nouns that say nothing without the infinitive behind them.
	intentNouns = list(`attempt effort plan bid right decision opportunity ability chance intention proposal request offer promise threat
		campaign need permission willingness desire refusal pledge vow duty obligation power authority option move call`)
	// Verbs whose object may be a length of time.
	lengthVerbs = list(`face spend serve get receive take last need require waste add lose`)
	// Verbs that behind a passive and "and" are passive too where they have no object: "was convicted and sentenced".
	courtVerbs = list(`sentence jail charge convict arrest sack fire evict fine ban kill wound injure hospitalize hospitalise release free deport
		extradite name appoint elect acquit detain hold hit shoot beat take force order ask send transfer suspend imprison execute expel award
		honour honor rescue replace destroy damage abandon approve reject adopt publish sell close`)
	// Ways of saying something: "said in an email".
	wayNouns = list(`statement email e-mail interview release report post tweet letter memo speech address conference call message briefing
		testimony video blog note filing remark article column newsletter broadcast podcast`)
	timeUnits = list(`day week month year decade hour minute`)
	// What one spends years in.
	custodyNouns = list(`prison jail custody detention office exile captivity hiding power charge`)
	// Kinds that say nothing of one of them that everybody does not know.
	plainKinds = list(`club team company firm bank organization organisation institution brand site website publication source player voter
		customer user person man woman website group business`)
	// Verbs of wishes, whose object is not what they are done to: "wants Lind to leave".
	wishVerbs = list(`want need expect like prefer hate`)
	// Groups that say nothing of their members.
	vagueGroups = list(`people thing one other item area case factor issue reason topic example part way year month day place name member`)
	beforeWhose = list(`, — – - (`)
	relatives   = list(`who whom which that whose what where when`)
	// Pronouns that stand for no thing in particular.
	emptyPronouns = list(`it there what whatever something anything nothing everything someone anyone everyone nobody one`)
)

// roleShorts are the abbreviations of roles before a name.
var roleShorts = map[string]string{
	"rep": "representative", "sen": "senator", "gov": "governor", "gen": "general", "col": "colonel", "maj": "major", "capt": "captain",
	"lt": "lieutenant", "sgt": "sergeant", "cmdr": "commander", "adm": "admiral", "prof": "professor", "supt": "superintendent",
	"insp": "inspector", "det": "detective", "rev": "reverend",
}

// personEndings end nouns of persons.
var personEndings = []string{"er", "or", "ist", "ian", "man", "men", "woman", "women", "ee", "ant", "eur", "person", "people", "ess", "ite", "crat", "graph"}

// isPersonNoun says whether a noun may say what somebody is.
func isPersonNoun(lemma string) bool {
	if roleNouns[lemma] || personNouns[lemma] || morePersons[lemma] {
		return true
	}
	for _, ending := range personEndings {
		if strings.HasSuffix(lemma, ending) {
			return !noPersons[lemma]
		}
	}
	return false
}

var (
	morePersons = list(`one hero legend genius icon expert graduate alumnus alumna mom dad kid child friend fan student president head chief boss
		rookie pro guru mogul tycoon magnate billionaire millionaire socialite celebrity idol ace guard guest rep cop spy thief saint nun monk
		priest rabbi imam clerk guide heir heiress aunt uncle niece nephew cousin twin sibling bride groom widow father-in-law parent adult
		teen youth infant baby toddler boyfriend girlfriend fiance fiancee spouse partner mate colleague peer diplomat patriot addict convict
		felon fugitive hostage martyr nominee recruit scout tech intern apprentice freshman sophomore junior senior scholar academic critic
		skeptic mechanic medic cleric delegate advocate associate candidate graduate magistrate surrogate laureate intellectual professional
		radical liberal conservative moderate centrist republican official individual national rival native citizen civilian guardian`)
	noPersons = list(`paper number order matter letter power water summer winter center centre quarter chapter corner border river tower
		offer answer character computer server newspaper layer member-state weather dinner finger shoulder factor error sector mirror color
		flavor honor labor motor minor major list grant restaurant committee employee-share coffee fee degree guarantee warrant plant elephant
		success process access address press business mess dress loss congress progress photograph paragraph website suite site favorite list
		cancer danger disaster disorder cover layer over user-base trailer helicopter thriller bestseller blockbuster container winter poster
		chamber minister-ship headquarter headquarters consumer-price cluster copper silver lawmaker-vote merger takeover quarter gender`)
)

// saleNouns turn a verb into the noun of its act: selling phones is the sale of phones.
var actNouns = map[string]string{
	"sell": "sales", "use": "use", "buy": "purchases", "purchase": "purchases", "import": "imports", "export": "exports", "ship": "shipments",
	"produce": "production", "make": "production", "share": "sharing", "distribute": "distribution", "deliver": "deliveries",
	"support": "support", "publish": "publication", "supply": "supplies", "test": "tests", "trade": "trade",
}

// actWords are the nouns of actNouns, so that "ban the sale of phones" is told of the phones.
var actWords = func() words {
	set := words{}
	for _, noun := range actNouns {
		set[noun], set[strings.TrimSuffix(noun, "s")] = true, true
	}
	return set
}()
