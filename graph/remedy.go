package graph

// Remedy is what to do against a fault.
func (f Fault) Remedy() string {
	switch f.Kind {
	case FaultEngine:
		return "the store's files are damaged; look at the disk, back the store up and restore that into a new store, or restore the last good backup"
	case FaultDamaged:
		return "delete the article and load it again; where that fails, restore the last good backup into a new store"
	case FaultQuote:
		return "load the article again; where that changes nothing, back the store up and restore that into a new store, which makes all quads anew"
	case FaultDataset:
		return "drop the dataset and import it again"
	case FaultNoEvidence, FaultStrayEdge, FaultNoEdge, FaultDangling, FaultLabel, FaultQuads, FaultLink, FaultRecord:
		return "back the store up and restore that into a new store, which makes all of this anew from the articles"
	}
	return "check the server's store itself"
}
