package neural

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
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
	Note    string            `json:"note"`    // where the training was not just that
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

// Load reads what manifest.json in fsys names: parser.bin, and the files of the recogniser, names.bin, names2.bin, ... It
// is an error if the hash of a file is not that in the manifest.
func Load(fsys fs.FS) (*Models, error) { return load(fsys, &kernels()[0]) }

func load(fsys fs.FS, k *kernel) (*Models, error) {
	m := &Models{}
	text, err := fs.ReadFile(fsys, "manifest.json")
	if err != nil {
		return nil, fmt.Errorf("neural: %w", err)
	}
	if err := json.Unmarshal(text, &m.Manifest); err != nil {
		return nil, fmt.Errorf("neural: manifest.json: %w", err)
	}
	var parser []byte
	var names [][]byte
	for _, f := range m.Manifest.Files {
		data, err := f.read(fsys)
		if err != nil {
			return nil, err
		}
		if f.Name == "parser.bin" {
			parser = data
		} else {
			names = append(names, data)
		}
	}
	if m.Parser, err = readParser(parser, k); err != nil {
		return nil, err
	}
	m.Names, err = readNames(k, names...)
	return m, err
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
