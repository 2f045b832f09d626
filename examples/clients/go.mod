module newsgraph-client

go 1.26.0
