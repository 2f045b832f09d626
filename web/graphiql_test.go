package web

import (
	"os"
	"testing"
)

// TestGraphiQLInChromium runs a query and a subscription in the query editor, which needs the server's leave for both.
func TestGraphiQLInChromium(t *testing.T) {
	cmd := explorer(t, "node", "e2e/graphiql.mjs")
	cmd.Env = append(os.Environ(), "NEWSGRAPH="+programForChromium(t))
	run(t, cmd)
}

// TestGraphiQLIsBuilt holds our own files of the query editor against those that are served.
func TestGraphiQLIsBuilt(t *testing.T) {
	for _, name := range []string{"index.html", "start.js", "start.css"} {
		source, err := os.ReadFile("graphiql/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if string(source) != read(t, "graphiql/"+name) {
			t.Errorf("dist/graphiql/%s is not that of web/graphiql; npm run build there copies it", name)
		}
	}
}
