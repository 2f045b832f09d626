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

// Load reads manifest.json, parser.bin and names.bin in fsys. It is an error if the hash of a file is not that in the
// manifest.
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
	data, err := m.Manifest.read(fsys, "parser.bin")
	if err != nil {
		return nil, err
	}
	if m.Parser, err = readParser(data, k); err != nil {
		return nil, err
	}
	if data, err = m.Manifest.read(fsys, "names.bin"); err != nil {
		return nil, err
	}
	m.Names, err = readNames(data, k)
	return m, err
}

// read is a file of the manifest whose hash is right.
func (m *Manifest) read(fsys fs.FS, name string) ([]byte, error) {
	for _, f := range m.Files {
		if f.Name != name {
			continue
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("neural: %w", err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
			return nil, fmt.Errorf("neural: %s has the hash %x, not %s as in the manifest", name, sum, f.SHA256)
		}
		return data, nil
	}
	return nil, fmt.Errorf("neural: the manifest has no file %s", name)
}
