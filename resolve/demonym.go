package resolve

import "strings"

// countries gives the country or continent of a nationality, in the form that keys are made from and as it is written.
var countries = func() map[string]string {
	out := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(`
American:United States, Chinese:China, Russian:Russia, British:United Kingdom, French:France, German:Germany, Japanese:Japan, Indian:India
Australian:Australia, Canadian:Canada, Mexican:Mexico, Brazilian:Brazil, Afghan:Afghanistan, Iranian:Iran, Iraqi:Iraq, Syrian:Syria, Israeli:Israel
Palestinian:Palestine, Saudi:Saudi Arabia, Turkish:Turkey, Egyptian:Egypt, Libyan:Libya, Pakistani:Pakistan, Korean:Korea, Vietnamese:Vietnam
Thai:Thailand, Indonesian:Indonesia, Malaysian:Malaysia, Filipino:Philippines, Ukrainian:Ukraine, Polish:Poland, Spanish:Spain, Italian:Italy
Portuguese:Portugal, Greek:Greece, Dutch:Netherlands, Belgian:Belgium, Swedish:Sweden, Norwegian:Norway, Danish:Denmark, Finnish:Finland
Swiss:Switzerland, Austrian:Austria, Hungarian:Hungary, Czech:Czech Republic, Slovak:Slovakia, Romanian:Romania, Bulgarian:Bulgaria, Serbian:Serbia
Croatian:Croatia, Bosnian:Bosnia and Herzegovina, Irish:Ireland, Scottish:Scotland, Welsh:Wales, English:England, Argentine:Argentina
Argentinian:Argentina, Chilean:Chile, Colombian:Colombia, Venezuelan:Venezuela, Peruvian:Peru, Cuban:Cuba, Nigerian:Nigeria, Kenyan:Kenya
Ethiopian:Ethiopia, Somali:Somalia, Sudanese:Sudan, Algerian:Algeria, Moroccan:Morocco, Tunisian:Tunisia, Lebanese:Lebanon, Jordanian:Jordan
Yemeni:Yemen, Emirati:United Arab Emirates, Qatari:Qatar, Kuwaiti:Kuwait, Taiwanese:Taiwan, Singaporean:Singapore, Bangladeshi:Bangladesh
Burmese:Myanmar, Cambodian:Cambodia, Nepalese:Nepal, European:Europe, African:Africa, Asian:Asia, Georgian:Georgia, Armenian:Armenia
Bolivian:Bolivia, Ecuadorian:Ecuador, Ghanaian:Ghana, Icelandic:Iceland, Lithuanian:Lithuania, Latvian:Latvia, Estonian:Estonia`), "\n") {
		for _, pair := range strings.Split(line, ", ") {
			demonym, country, _ := strings.Cut(pair, ":")
			out[strings.ToLower(demonym)] = country
		}
	}
	return out
}()
