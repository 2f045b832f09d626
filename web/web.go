// Package web has the files that a browser is served: the explorer, which shows the graph, and GraphiQL, the query editor.
//
// It takes nothing and gives a file system. The files are built and committed (README.md says how); nothing in them is
// loaded from another host.
package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Files are the files by the path under which they are served: "graphiql/index.html". They never change while the
// program runs.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: " + err.Error()) // dist is embedded
	}
	return files
}
