package graph

// NamedKey is the key of a thing that is named: the same for every article.
func NamedKey(t EntityType, founding string) Key { return "" }

// LocalKey is the key of a thing that is only described: it holds inside its article.
func LocalKey(articleID string, t EntityType, founding string) Key { return "" }
