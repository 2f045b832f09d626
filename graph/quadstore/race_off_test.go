//go:build !race

package quadstore_test

const raceEnabled = false
