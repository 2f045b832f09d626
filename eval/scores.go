// Package eval scores what the program finds against gold files.
//
// It takes gold documents and the annotators to judge, and gives Scores. Nothing in it is tuned by what it measures.
package eval

// Scores are the measures of a run, as far as they apply. All but AUC, which is between 0 and 1, and WordsPerSecond are
// in percent.
type Scores struct {
	SentenceF1     float64 `json:"sentence_f1,omitempty"`
	TokenF1        float64 `json:"token_f1,omitempty"` // of syntactic words, by their place in the text
	UPOS           float64 `json:"upos,omitempty"`
	XPOS           float64 `json:"xpos,omitempty"`
	Lemma          float64 `json:"lemma,omitempty"`
	UAS            float64 `json:"uas,omitempty"`
	LAS            float64 `json:"las,omitempty"` // relations without their subtypes
	CLAS           float64 `json:"clas,omitempty"`
	Precision      float64 `json:"precision,omitempty"`
	Recall         float64 `json:"recall,omitempty"`
	F1             float64 `json:"f1,omitempty"`
	AUC            float64 `json:"auc,omitempty"`
	WordsPerSecond float64 `json:"words_per_second,omitempty"`
}

// ratio counts for precision and recall.
type ratio struct{ correct, gold, system int }

func (r ratio) precision() float64 { return percent(r.correct, r.system) }

func (r ratio) recall() float64 { return percent(r.correct, r.gold) }

// f1 is the harmonic mean of precision and recall, in percent.
func (r ratio) f1() float64 { return percent(2*r.correct, r.gold+r.system) }

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
