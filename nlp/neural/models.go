package neural

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
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

// The parsers that the program carries.
const (
	Accurate = "parser.bin"
	Fast     = "small.bin" // a network of a third of the size
)

// Load reads what manifest.json in fsys names: the parser of this file name, and the recogniser: names.bin, names2.bin, ...
// It is an error if the hash of a file is not that in the manifest.
func Load(fsys fs.FS, parser string) (*Models, error) { return load(fsys, parser, &kernels()[0]) }

func load(fsys fs.FS, parser string, k *kernel) (*Models, error) {
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
		weights, err := m.Manifest.read(fsys, parser)
		if err == nil {
			m.Parser, err = readParser(weights, k)
		}
		errs[0] = err
	})
	m.Names, errs[1] = m.Manifest.readNames(fsys, k)
	both.Wait()
	return m, errors.Join(errs[:]...)
}

// readNames reads the files whose name begins with "names".
func (m *Manifest) readNames(fsys fs.FS, k *kernel) (*Names, error) {
	var files [][]byte
	for _, f := range m.Files {
		if !strings.HasPrefix(f.Name, "names") {
			continue
		}
		data, err := f.read(fsys)
		if err != nil {
			return nil, err
		}
		files = append(files, data)
	}
	return readNames(k, files...)
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
