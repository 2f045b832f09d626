module newsgraph/nlp/neural/asm

go 1.26
