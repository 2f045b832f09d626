// Package neural tags, parses and finds names with small recurrent networks, in Go and assembly.
//
// It takes documents with tokens and sentences and gives their tags and trees, or their named entities. The weights come
// from nlp/train; files.go says how they are stored. Results are the same from run to run on one machine; between
// kernels (AVX-512, AVX2, portable) the numbers differ by rounding, so that a close call may fall the other way.
package neural
