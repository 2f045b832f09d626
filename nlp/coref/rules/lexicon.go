package rules

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

type pronounKind struct {
	class  class
	gender gender
	first  bool
	plural bool
}

var pronouns = map[string]pronounKind{
	"he": {class: person, gender: male}, "him": {class: person, gender: male}, "his": {class: person, gender: male}, "himself": {class: person, gender: male},
	"she": {class: person, gender: female}, "her": {class: person, gender: female}, "hers": {class: person, gender: female}, "herself": {class: person, gender: female},
	"it": {class: thing}, "its": {class: thing}, "itself": {class: thing},
	"they": {class: people, plural: true}, "them": {class: people, plural: true}, "their": {class: people, plural: true}, "theirs": {class: people, plural: true}, "themselves": {class: people, plural: true},
	"i": {class: person, first: true}, "me": {class: person, first: true}, "my": {class: person, first: true}, "mine": {class: person, first: true}, "myself": {class: person, first: true},
	"we": {class: people, first: true, plural: true}, "us": {class: people, first: true, plural: true}, "our": {class: people, first: true, plural: true},
	"ours": {class: people, first: true, plural: true}, "ourselves": {class: people, first: true, plural: true},
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
	reportVerbs = list(`say announce claim report state believe think admit confirm deny insist promise vow add argue warn fear hope know decide
		agree acknowledge reveal declare pledge maintain suggest`)
	placeNouns = list(`city town village country nation state province region county island capital area district continent neighborhood kingdom republic territory`)
	// Descriptions that nearly always stand for a name said before.
	companyNouns = list(`company firm giant group maker manufacturer retailer startup start-up carrier provider corporation bank airline automaker chipmaker
		carmaker platform broadcaster club team side band agency organization organisation network newspaper developer vendor operator`)

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
