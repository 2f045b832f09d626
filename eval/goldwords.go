package eval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// How the words of statements are compared: by lower-case stems, without determiners; predicates by their content words.

func setOfWords(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

var (
	goldDeterminers = setOfWords("the a an its his her their this that these those")
	// Words of a predicate that say nothing of what happens.
	goldLight = setOfWords(`be have do get the a an of to in on at by with for from as into that it its his her their and or will would can could
		may might also over about under against between after before not never up out off`)
	goldVerbs = setOfWords("be have do get")
	// Titles and company suffixes, by which names may differ.
	goldTitles = setOfWords(`mr mrs ms dr sir lord lady dame senator sen rep representative congressman congresswoman president vice chairman
		chairwoman chair secretary minister prime chancellor attorney general judge justice captain capt coach ceo chief executive officer director
		mayor governor gov prof professor king queen prince princess pope inc incorporated corp corporation co company ltd limited llc plc group
		holdings sa ag gmbh nv jr sr ii iii us u.s`)
	goldIrregular = func() map[string]string {
		out := map[string]string{}
		for _, pair := range strings.Fields(`is:be are:be was:be were:be been:be being:be am:be has:have had:have having:have does:do did:do
			done:do said:say told:tell bought:buy brought:bring made:make making:make held:hold led:lead won:win lost:lose began:begin
			begun:begin took:take taken:take gave:give given:give became:become found:find left:leave met:meet paid:pay ran:run sold:sell sent:send
			sat:sit stood:stand thought:think went:go gone:go wrote:write written:write built:build caught:catch came:come chose:choose
			chosen:choose drew:draw drawn:draw drove:drive driven:drive fell:fall fallen:fall felt:feel fought:fight flew:fly flown:fly
			forgot:forget got:get gotten:get grew:grow grown:grow heard:hear kept:keep knew:know known:know laid:lay lay:lie meant:mean rose:rise
			risen:rise saw:see seen:see shot:shoot showed:show shown:show spoke:speak spoken:speak spent:spend struck:strike sought:seek
			stole:steal stolen:steal taught:teach threw:throw thrown:throw understood:understand wore:wear broke:break broken:break killed:kill
			died:die dying:die children:child people:person men:man women:woman`) {
			form, lemma, _ := strings.Cut(pair, ":")
			out[form] = lemma
		}
		return out
	}()
	goldWord = regexp.MustCompile(`[$€£%]|[\p{L}\p{N}_]+(?:[.,]\p{Nd}+)*`)
)

// goldWords are the words of a text in lower case; numbers keep their inner marks, initials lose their full stops, and
// possessive endings are gone.
func goldWords(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(norm.NFKC.String(text)), "’", "'")
	return goldWord.FindAllString(withoutStops(withoutPossessives(text)), -1)
}

func inWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) }

// withoutPossessives drops "'s" and the apostrophe of a plural's possessive.
func withoutPossessives(text string) string {
	runes := []rune(text)
	at := func(i int) rune {
		if i < len(runes) {
			return runes[i]
		}
		return ' '
	}
	var out []rune
	for i := 0; i < len(runes); i++ {
		switch {
		case runes[i] == '\'' && at(i+1) == 's' && !inWord(at(i+2)):
			i++
		case runes[i] == 's' && at(i+1) == '\'' && unicode.IsSpace(at(i+2)):
			out = append(out, 's')
			i++
		default:
			out = append(out, runes[i])
		}
	}
	return string(out)
}

// withoutStops drops the full stops of abbreviations: those between a word and a single letter or digit, and those behind
// one.
func withoutStops(text string) string {
	runes := []rune(text)
	word := func(i int) bool { return i >= 0 && i < len(runes) && inWord(runes[i]) }
	var out []rune
	for i, r := range runes {
		if r == '.' && word(i-1) && (word(i+1) && !word(i+2) || !word(i-2)) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// goldStem is a word without the endings of inflection.
func goldStem(word string) string {
	if lemma, irregular := goldIrregular[word]; irregular {
		return lemma
	}
	if len([]rune(word)) <= 3 {
		return word
	}
	for _, ending := range [][2]string{{"ies", "y"}, {"sses", "ss"}, {"xes", "x"}, {"ches", "ch"}, {"shes", "sh"}} {
		if stem, ok := strings.CutSuffix(word, ending[0]); ok {
			return stem + ending[1]
		}
	}
	if strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us") && !strings.HasSuffix(word, "is") {
		word = word[:len(word)-1]
	}
	w := []rune(word)
	for _, ending := range []string{"ing", "ed"} {
		if strings.HasSuffix(word, ending) && len(w)-len(ending) >= 3 {
			w = w[:len(w)-len(ending)]
			if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", w[n-1]) {
				w = w[:n-1]
			}
			break
		}
	}
	if n := len(w); w[n-1] == 'y' {
		w[n-1] = 'i'
	}
	if n := len(w); w[n-1] == 'e' && n > 3 {
		w = w[:n-1]
	}
	return string(w)
}

// goldName is a name's words without leading determiners.
func goldName(text string) []string {
	words := goldWords(text)
	for len(words) > 0 && goldDeterminers[words[0]] {
		words = words[1:]
	}
	return words
}

// sameGoldName says whether two names are equal but for titles and company suffixes.
func sameGoldName(a, b string) bool {
	x, y := goldName(a), goldName(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	if slices.Equal(x, y) {
		return true
	}
	isTitle := func(w string) bool { return goldTitles[w] }
	x, y = slices.DeleteFunc(slices.Clone(x), isTitle), slices.DeleteFunc(slices.Clone(y), isTitle)
	return len(x) > 0 && slices.Equal(x, y)
}

// anyGoldName says whether any of these names is the same as any of those.
func anyGoldName(these, those []string) bool {
	return anyPair(these, those, sameGoldName)
}

func anyPair(these, those []string, same func(a, b string) bool) bool {
	for _, a := range these {
		for _, b := range those {
			if same(a, b) {
				return true
			}
		}
	}
	return false
}

// stemsShared is the F1 of two sets of stems; 0 where they share none.
func stemsShared(a, b map[string]bool) float64 {
	common := 0
	for w := range a {
		if b[w] {
			common++
		}
	}
	if common == 0 {
		return 0
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// sameGoldText says whether two phrases share half of their stems.
func sameGoldText(a, b string) bool {
	stems := func(text string) map[string]bool {
		set := map[string]bool{}
		for _, w := range goldWords(text) {
			if !goldDeterminers[w] {
				set[goldStem(w)] = true
			}
		}
		return set
	}
	return stemsShared(stems(a), stems(b)) >= .5
}

// sameGoldPredicate says whether two predicates share half of their content words; where neither has any, one light word.
func sameGoldPredicate(a, b string) bool {
	ac, al := predicateWords(a)
	bc, bl := predicateWords(b)
	if len(ac) > 0 {
		return stemsShared(ac, bc) >= .5
	}
	if len(bc) > 0 {
		return false
	}
	for w := range al {
		if bl[w] {
			return true
		}
	}
	return false
}

// predicateWords are the stems of a predicate's content words, and its light words.
func predicateWords(text string) (content, light map[string]bool) {
	content, light = map[string]bool{}, map[string]bool{}
	for _, w := range goldWords(text) {
		stem := goldStem(w)
		if !goldLight[stem] {
			content[stem] = true
		}
		if goldVerbs[stem] {
			light[stem] = true
		}
		if goldLight[w] {
			light[w] = true
		}
	}
	return content, light
}
