package pgstore

import (
	"fmt"
	"strings"

	"github.com/cayleygraph/quad"
)

// Record is a value under a key.
type Record struct{ Key, Value string }

// Change is a record to put, or to take away.
type Change struct {
	Record
	Gone bool
}

// Batch is one change of a store.
type Batch struct {
	// Labels says for each label in it which quads it has from now on; none takes the label away. The quads have it as
	// their label.
	Labels map[quad.Value][]quad.Quad
	// Removed and then Added are quads that are taken away and put besides; their labels are not in Labels, and keep what else
	// they have. One to take away that is not there, or to put that is, changes nothing.
	Removed, Added []quad.Quad
	// Records are each there once.
	Records []Change
	// Notify is told to every process when the change is made; nothing tells nobody. It is below 8,000 bytes.
	Notify string
}

// maxKey is how long a key can be: PostgreSQL's indexes take entries of about 2,700 bytes.
const maxKey = 2600

// endOfKeys is behind every key.
const endOfKeys = "\xff\xff\xff\xff"

func checkKey(key string) error {
	switch {
	case len(key) > maxKey:
		return fmt.Errorf("pgstore: %w: %d bytes, and %d is the most, in the key that begins %.40q", ErrKey, len(key), maxKey, key)
	case strings.HasPrefix(key, endOfKeys):
		return fmt.Errorf("pgstore: %w: it begins with the bytes ff ff ff ff", ErrKey)
	}
	return nil
}
