// Package examples has the sample articles that the demo shows. It takes nothing and gives their files.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed articles/*.txt articles/*.html articles/*.jsonl
var files embed.FS

// Articles are the files of the sample articles: plain text, web pages and JSON lines.
func Articles() fs.FS {
	articles, err := fs.Sub(files, "articles")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return articles
}
