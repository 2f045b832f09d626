package model

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
)

// ManifestFile is the name of the manifest beside the model files.
const ManifestFile = "manifest.json"

// Manifest says of each model what it is and how to make it again.
type Manifest struct {
	Command string `json:"command"` // that trained them all
	Seed    uint64 `json:"seed"`
	Models  []File `json:"models"`
}

// File is one model.
type File struct {
	Name    string             `json:"name"` // segment, lemma, coref
	File    string             `json:"file"`
	Bytes   int                `json:"bytes"`
	SHA256  string             `json:"sha256"`
	Corpora []Corpus           `json:"corpora"`
	Scores  map[string]float64 `json:"scores,omitempty"` // on the development sets, in percent
}

// Corpus is what a model was trained on.
type Corpus struct {
	Name    string `json:"name"`
	Licence string `json:"licence"`
}

// Sum is the SHA-256 of data in hexadecimal.
func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func readManifest(files fs.FS) (*Manifest, error) {
	data, err := fs.ReadFile(files, ManifestFile)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	m := &Manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("model: %s: %w", ManifestFile, err)
	}
	return m, nil
}

// read gives the bytes of the model of this name, which have the manifest's SHA-256.
func (m *Manifest) read(files fs.FS, name string) ([]byte, error) {
	for _, f := range m.Models {
		if f.Name != name {
			continue
		}
		data, err := fs.ReadFile(files, f.File)
		if err != nil {
			return nil, fmt.Errorf("model: %s: %w", name, err)
		}
		if sum := Sum(data); sum != f.SHA256 {
			return nil, fmt.Errorf("model: %s: %s is damaged: its SHA-256 is %s, the manifest says %s", name, f.File, sum, f.SHA256)
		}
		return data, nil
	}
	return nil, fmt.Errorf("model: %s names no model %q: run newsgraph-train", ManifestFile, name)
}
