package neural

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// A file of weights is: the eight bytes of fileMagic; the length of the header as 32 bits, little endian; the header, a
// JSON object; then the tensors where the header says, row by row, little endian. A tensor of type "f32" or "f16" is
// its IEEE numbers; one of type "i8" has a float32 scale for each row of its first dimension, then the signed bytes that
// it scales.
const fileMagic = "NGWEIGH1"

type header struct {
	Kind   string              `json:"kind"` // "parser" or "names"
	Hidden []int               `json:"hidden"`
	Widths []int               `json:"widths"` // of the convolutions
	Words  []string            `json:"words"`
	Chars  []string            `json:"chars"`
	Labels map[string][]string `json:"labels"`
	Lists  *lists              `json:"lists"`

	Tensors []tensorInfo `json:"tensors"`
}

// lists are the lists of names that the recogniser looks words up in.
type lists struct {
	Names []string          `json:"names"`
	Bits  map[string]uint32 `json:"bits"` // by the keys of the words, with a space between
}

type tensorInfo struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Shape  []int  `json:"shape"`
	Offset int    `json:"offset"` // from the end of the header
}

// tensor is a block of numbers, row by row.
type tensor struct {
	shape []int
	data  []float32
}

// file is a file of weights that was read.
type file struct {
	header
	tensors map[string]tensor
}

var errShort = errors.New("ends too early")

// readFile reads a file of weights. data is not kept.
func readFile(data []byte) (*file, error) {
	if len(data) < len(fileMagic)+4 || string(data[:len(fileMagic)]) != fileMagic {
		return nil, errors.New("neural: this is no file of weights")
	}
	data = data[len(fileMagic):]
	n := int(binary.LittleEndian.Uint32(data))
	if n > len(data)-4 {
		return nil, fmt.Errorf("neural: the header %w", errShort)
	}
	f := &file{tensors: map[string]tensor{}}
	if err := json.Unmarshal(data[4:4+n], &f.header); err != nil {
		return nil, fmt.Errorf("neural: header: %w", err)
	}
	body := data[4+n:]
	for _, info := range f.Tensors {
		t, err := info.read(body)
		if err != nil {
			return nil, fmt.Errorf("neural: tensor %s: %w", info.Name, err)
		}
		f.tensors[info.Name] = t
	}
	return f, nil
}

func (i tensorInfo) read(body []byte) (tensor, error) {
	if len(i.Shape) == 0 {
		return tensor{}, errors.New("no shape")
	}
	size := 1
	for _, n := range i.Shape {
		if n <= 0 || n > len(body) || size > len(body)/n {
			return tensor{}, fmt.Errorf("shape %v: %w", i.Shape, errShort)
		}
		size *= n
	}
	width := map[string]int{"f32": 4, "f16": 2, "i8": 1}[i.Type]
	if width == 0 {
		return tensor{}, fmt.Errorf("unknown type %q", i.Type)
	}
	need := size * width
	if i.Type == "i8" {
		need += 4 * i.Shape[0]
	}
	if i.Offset < 0 || i.Offset > len(body) || need > len(body)-i.Offset {
		return tensor{}, errShort
	}
	out := make([]float32, size)
	decode(i.Type, body[i.Offset:i.Offset+need], i.Shape[0], out)
	return tensor{i.Shape, out}, nil
}

func decode(kind string, b []byte, rows int, out []float32) {
	switch kind {
	case "f32":
		for k := range out {
			out[k] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*k:]))
		}
	case "f16":
		for k := range out {
			out[k] = fromHalf(binary.LittleEndian.Uint16(b[2*k:]))
		}
	case "i8":
		values, n := b[4*rows:], len(out)/rows
		for r := range rows {
			scale := math.Float32frombits(binary.LittleEndian.Uint32(b[4*r:]))
			for k := range n {
				out[r*n+k] = scale * float32(int8(values[r*n+k]))
			}
		}
	}
}

// fromHalf is an IEEE 754 binary16 number.
func fromHalf(h uint16) float32 {
	sign, exponent, mantissa := uint32(h>>15)<<31, uint32(h>>10)&31, uint32(h)&1023
	switch exponent {
	case 0: // zero and subnormal numbers: mantissa · 2⁻²⁴
		return math.Float32frombits(sign | math.Float32bits(float32(mantissa)*(1.0/(1<<24))))
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | mantissa<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | mantissa<<13)
}

// tensor is the named tensor, which must have this shape; 0 stands for any size.
func (f *file) tensor(name string, shape ...int) (tensor, error) {
	t, ok := f.tensors[name]
	if !ok {
		return tensor{}, fmt.Errorf("neural: no tensor %s", name)
	}
	fits := len(t.shape) == len(shape)
	for i := 0; fits && i < len(shape); i++ {
		fits = shape[i] == 0 || t.shape[i] == shape[i]
	}
	if !fits {
		return tensor{}, fmt.Errorf("neural: tensor %s is %v, not %v", name, t.shape, shape)
	}
	return t, nil
}

// linear is the matrix of PyTorch's nn.Linear, name.weight [out,in] with name.bias [out] where that is there.
func (f *file) linear(name string, in, out int) (*matrix, error) {
	t, err := f.tensor(name+".weight", out, in)
	if err != nil {
		return nil, err
	}
	w := newMatrix(in, t.shape[0])
	for j := range w.out {
		for i := range in {
			*w.at(i, j) = t.data[j*in+i]
		}
	}
	if b, ok := f.tensors[name+".bias"]; ok {
		if len(b.data) != w.out {
			return nil, fmt.Errorf("neural: tensor %s.bias is %v, not [%d]", name, b.shape, w.out)
		}
		w.bias = make([]float32, w.width)
		copy(w.bias, b.data)
	}
	return w, nil
}

// packed is the matrix of numbers [in][out].
func packed(data []float32, in, out int) *matrix {
	w := newMatrix(in, out)
	for i := range in {
		for j := range out {
			*w.at(i, j) = data[i*out+j]
		}
	}
	return w
}
