package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// looseness says how careful the text is with the capitals that begin sentences: in edited text a small letter after a
// period goes on with the sentence, in chat it need not.
func looseness(text string) string {
	var capital, small int
	for i := 0; i+2 < len(text); i++ {
		if text[i] != '.' && text[i] != '!' && text[i] != '?' || text[i+1] != ' ' && text[i+1] != '\n' {
			continue
		}
		switch r, _ := utf8.DecodeRuneInString(text[i+2:]); {
		case unicode.IsUpper(r):
			capital++
		case unicode.IsLower(r):
			small++
		}
	}
	switch {
	case small*10 <= capital:
		return "a"
	case small*3 <= capital:
		return "b"
	}
	return "c"
}

// isAbbreviation says whether the word, in small letters and without its period, is often written short.
func isAbbreviation(word string) bool {
	_, found := abbreviations[word]
	return found
}

// abbreviations are words that a period follows inside sentences.
var abbreviations = func() map[string]struct{} {
	m := map[string]struct{}{}
	for word := range strings.FieldsSeq(`
		mr mrs ms dr prof sen rep gov lt col gen sgt capt cmdr adm maj pres rev hon st jr sr messrs supt insp det
		govt dept univ assn bros corp inc ltd co cos plc intl natl bldg mt ft rd ave blvd hwy sq
		jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
		vs etc al approx est no nos vol pp ed eds cf viz e.g i.e u.s u.k u.n e.u d.c a.m p.m ph.d
		ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa
		tenn tex va vt wash wis wyo ont que alta minn tel ext fig figs sec secs min mins hr hrs dist
		a b c d e f g h i j k l m n o p q r s t u v w x y z`) {
		m[word] = struct{}{}
	}
	return m
}()
