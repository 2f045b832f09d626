package neural

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// Manifest says of what the weights were made.
type Manifest struct {
	Files []ManifestFile `json:"files"`
}

// ManifestFile is a file of weights.
type ManifestFile struct {
	Name    string            `json:"name"`
	SHA256  string            `json:"sha256"`
	Command string            `json:"command"` // of the training
	Seed    int               `json:"seed"`
	Torch   string            `json:"torch"`
	Corpora []Corpus          `json:"corpora"`
	Dev     map[string]string `json:"dev"` // scores on the development sets, in per cent
}

// Corpus is a data set that a model learnt from.
type Corpus struct {
	Name    string `json:"name"`
	Licence string `json:"licence"`
}

// Models are the annotators with their weights.
type Models struct {
	Manifest Manifest
	Parser   *Parser
	Names    *Names
}

// Set is one of the sets of networks that the program carries: what the names of its files begin with.
type Set string

// The sets.
const (
	Accurate Set = ""
	Fast     Set = "small-" // networks of a third of the size
)

// Parser is the name of the file of the set's parser.
func (s Set) Parser() string { return string(s) + "parser.bin" }

// Names is the name of the file of the set's recogniser.
func (s Set) Names() string { return string(s) + "names.bin" }

// Load reads a set, by the manifest.json in fsys. It is an error if the hash of a file is not that in the manifest.
func Load(fsys fs.FS, set Set) (*Models, error) { return load(fsys, set, &kernels()[0]) }

func load(fsys fs.FS, set Set, k *kernel) (*Models, error) {
	m := &Models{}
	text, err := fs.ReadFile(fsys, "manifest.json")
	if err != nil {
		return nil, fmt.Errorf("neural: %w", err)
	}
	if err := json.Unmarshal(text, &m.Manifest); err != nil {
		return nil, fmt.Errorf("neural: manifest.json: %w", err)
	}
	var errs [2]error
	var both sync.WaitGroup
	both.Go(func() {
		weights, err := m.Manifest.read(fsys, set.Parser())
		if err == nil {
			m.Parser, err = readParser(weights, k)
		}
		errs[0] = err
	})
	weights, err := m.Manifest.read(fsys, set.Names())
	if err == nil {
		m.Names, err = readNames(k, weights)
	}
	errs[1] = err
	both.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	m.Names.spaces = m.Parser.spaces // a goroutine runs one after the other
	return m, nil
}

// read is the file of this name, if its hash is right.
func (m *Manifest) read(fsys fs.FS, name string) ([]byte, error) {
	for _, f := range m.Files {
		if f.Name == name {
			return f.read(fsys)
		}
	}
	return nil, fmt.Errorf("neural: manifest.json names no %s", name)
}

// read is the file, if its hash is right.
func (f *ManifestFile) read(fsys fs.FS) ([]byte, error) {
	data, err := fs.ReadFile(fsys, f.Name)
	if err != nil {
		return nil, fmt.Errorf("neural: %w", err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, fmt.Errorf("neural: %s has the hash %x, not %s as in the manifest", f.Name, sum, f.SHA256)
	}
	return data, nil
}
