package neural

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed data
var data embed.FS

// Open reads the models that the program carries. It takes a tenth of a second; the models are for the whole program.
func Open() (*Models, error) {
	folder, err := fs.Sub(data, "data")
	if err != nil {
		return nil, fmt.Errorf("neural: %w", err)
	}
	return Load(folder)
}
