package quadstore

import (
	"context"

	"github.com/cayleygraph/cayley/graph"
)

// Name is what Cayley knows the store by once Register was called.
const Name = "newsgraph"

// Register makes the store known to Cayley, so that graph.NewQuadStore(Name, folder, nil) opens one. It must be called
// once at most; nothing else here needs it.
func Register() {
	graph.RegisterQuadStore(Name, graph.QuadStoreRegistration{
		NewFunc: func(dir string, _ graph.Options) (graph.QuadStore, error) {
			return Open(Options{Dir: dir})
		},
		InitFunc: func(dir string, _ graph.Options) error {
			s, err := Open(Options{Dir: dir})
			if err != nil {
				return err
			}
			defer s.Close()
			stats, err := s.Stats(context.Background(), false)
			if err == nil && stats.Quads.Size > 0 {
				return graph.ErrDatabaseExists
			}
			return err
		},
		IsPersistent: true,
	})
}
