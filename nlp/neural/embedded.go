package neural

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed data
var data embed.FS

// Files are the manifest and the weights that the program carries.
func Files() (fs.FS, error) {
	folder, err := fs.Sub(data, "data")
	if err != nil {
		return nil, fmt.Errorf("neural: %w", err)
	}
	return folder, nil
}
