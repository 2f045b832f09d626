package coref

import "strings"

func list(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

func genders(m, f string) map[string]gender {
	out := map[string]gender{}
	for _, w := range strings.Fields(m) {
		out[w] = male
	}
	for _, w := range strings.Fields(f) {
		out[w] = female
	}
	return out
}

// canonical is the first form of each personal pronoun that has another.
var canonical = map[string]string{
	"me": "i", "my": "i", "mine": "i", "myself": "i",
	"your": "you", "yours": "you", "yourself": "you", "yourselves": "you", "ya": "you", "y'all": "you",
	"him": "he", "his": "he", "himself": "he", "her": "she", "hers": "she", "herself": "she",
	"its": "it", "itself": "it", "us": "we", "our": "we", "ours": "we", "ourselves": "we", "'s": "we",
	"them": "they", "their": "they", "theirs": "they", "themselves": "they", "em": "they", "'em": "they", "themself": "they",
}

var (
	// Words of names that do not tell one bearer from another.
	ignorable = list(`the a an mr mrs ms dr sir lord lady dame sen senator rep representative president prime minister chancellor governor gov mayor
		judge justice general gen colonel col captain capt sergeant sgt lt inc incorporated corp corporation co company ltd limited llc plc ag gmbh nv sa
		jr sr king queen prince princess pope professor prof secretary coach`)
	titleGender = genders(`mr sir lord king prince congressman chairman spokesman`, `mrs ms miss lady dame queen princess congresswoman chairwoman spokeswoman`)
	nounGender  = genders(`man boy father son brother husband king prince gentleman uncle grandfather nephew actor businessman congressman spokesman chairman
		boyfriend widower`, `woman girl mother daughter sister wife queen princess lady aunt grandmother niece actress businesswoman congresswoman spokeswoman
		chairwoman girlfriend widow`)
	personNouns = list(`man woman boy girl father mother son daughter brother sister husband wife king queen president chairman chairwoman chief leader
		director founder officer executive manager coach captain minister secretary senator congressman congresswoman representative governor mayor
		spokesman spokeswoman spokesperson analyst professor ambassador commissioner lawmaker politician lawyer attorney judge general sergeant
		commander prince princess pope bishop chancellor premier adviser aide star player striker midfielder defender goalkeeper singer actor actress writer
		author researcher scientist economist engineer physician doctor nurse teacher student driver suspect victim defendant candidate democrat
		republican billionaire journalist reporter artist musician official person soldier worker citizen user customer resident voter patient fan
		hostage prisoner guitarist boss owner argentine portuguese american frenchman veteran incumbent nominee entrepreneur ceo`)
	groupNouns = list(`company firm giant group maker manufacturer agency organization organisation bank corporation retailer startup start-up carrier provider
		business club team side party government administration committee panel department ministry court union university school hospital police
		newspaper outlet network broadcaster airline automaker chipmaker carmaker association commission council congress parliament senate board
		unit subsidiary chain developer publisher service regulator watchdog militia army navy force band label studio league federation
		coalition alliance institute foundation charity operator vendor supplier platform family`)
	placeNouns = list(`city town village country nation state province region county island capital area district continent neighborhood kingdom republic territory`)
	// Pronouns that ask, join clauses or stand for nothing in particular.
	unspecific = list(`what which who whose whom whatever whoever there something anything nothing everything anybody nobody everybody no`)
	// Adverbs of place and time, which may stand for one that was named.
	adverbs = list(`here there now then today tomorrow yesterday`)

	givenGender = genders(`james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven
		paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey jeff ryan jacob gary nicholas eric jonathan stephen larry justin
		scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter
		kyle walter ethan jeremy harold carl keith roger gerald christian terry sean arthur austin noah lawrence jesse joe bryan billy jordan albert
		dylan bruce willie gabriel alan juan logan wayne ralph roy eugene randy vincent russell louis philip bobby johnny bradley elon bill tim barack
		vladimir xi emmanuel boris jim mike tom steve chris dan ben sam matt tony bob ron greg mitch bernie marco ted chuck rex francisco mauricio
		harry hugh ian nigel graeme stuart simon neil craig dean lee luke max oliver oscar hugo leo theo victor ivan igor sergei dmitry yuri ahmed
		mohammed muhammad ali hassan omar ibrahim abdul khalid anas haji narendra shinzo benjamin`,
		`mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle
		carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen
		samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren
		christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice
		julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori
		angela theresa hillary nancy kamala ivanka melania letitia ilhan alexandria ursula christine jacinda greta sheryl meg marissa susan kate jane claire`)
)
