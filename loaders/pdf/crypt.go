package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"

	"newsgraph/loaders/format"
)

// crypt takes the encryption off a file that opens without a password: the standard security handler (ISO 32000-2, 7.6),
// with RC4 or AES, as programs use it to forbid printing or copying.
type crypt struct {
	key     []byte
	streams method // of streams that do not say otherwise
	strings method
}

// method is how something is encrypted.
type method int

const (
	plainly method = iota
	withRC4
	withAES  // AES in CBC mode, a key for each object
	withAES3 // the same with one key for all
)

// errLocked is a file that does not open without a password, and errHandler one that is encrypted in another way.
var (
	errLocked  = fmt.Errorf("%w: the PDF is locked with a password; save it without, e.g. qpdf --decrypt --password=PASSWORD FILE", format.ErrUnsafe)
	errHandler = fmt.Errorf("%w: the PDF is encrypted in a way that is not read; save it without, e.g. qpdf --decrypt", format.ErrUnsafe)
)

// unlock finds the key of a file that is encrypted.
func (f *file) unlock() error {
	if f.trailer["Encrypt"] == nil {
		return nil
	}
	d := f.dict(f.trailer["Encrypt"])
	if f.name(d["Filter"]) != "Standard" {
		return errHandler
	}
	c, err := f.newCrypt(d)
	if err != nil {
		return err
	}
	revision := int(f.number(d["R"]))
	if revision >= 5 {
		c.key = f.keyOfAES256(d, revision)
	} else {
		c.key = f.keyOfMD5(d, revision)
	}
	if c.key == nil {
		return errLocked
	}
	clear(f.parsed) // what was parsed before is still encrypted
	f.crypt = c
	return nil
}

// newCrypt says how streams and strings are encrypted.
func (f *file) newCrypt(d dict) (*crypt, error) {
	switch int(f.number(d["V"])) {
	case 1, 2:
		return &crypt{streams: withRC4, strings: withRC4}, nil
	case 4, 5:
		streams, known := f.cryptFilter(d, d["StmF"])
		strings, also := f.cryptFilter(d, d["StrF"])
		if known && also {
			return &crypt{streams: streams, strings: strings}, nil
		}
	}
	return nil, errHandler
}

// cryptFilter is what a named filter does.
func (f *file) cryptFilter(d dict, called any) (method, bool) {
	filter := f.name(called)
	if filter == "" || filter == "Identity" {
		return plainly, true
	}
	switch f.name(f.dict(f.dict(d["CF"])[filter])["CFM"]) {
	case "None":
		return plainly, true
	case "V2":
		return withRC4, true
	case "AESV2":
		return withAES, true
	case "AESV3":
		return withAES3, true
	}
	return plainly, false
}

// padding stands for a password that is empty (algorithm 2).
var padding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// keyOfMD5 is the key of revisions 2 to 4 for an empty password (algorithms 2, 4 and 5); nil where that does not open the
// file.
func (f *file) keyOfMD5(d dict, revision int) []byte {
	owner, user := f.bytes(d["O"]), f.bytes(d["U"])
	length := 5
	if revision >= 3 {
		if length = int(f.number(d["Length"])) / 8; length == 0 && revision == 4 {
			length = 16
		}
	}
	if len(owner) < 32 || len(user) < 16 || length < 5 || length > 16 {
		return nil
	}
	var first []byte
	if ids := f.array(f.trailer["ID"]); len(ids) > 0 {
		first = f.bytes(ids[0])
	}
	data := append(append([]byte(nil), padding...), owner[:32]...)
	data = binary.LittleEndian.AppendUint32(data, uint32(int64(f.number(d["P"]))))
	data = append(data, first...)
	if seen, said := f.get(d["EncryptMetadata"]).(bool); revision >= 4 && said && !seen {
		data = append(data, 0xff, 0xff, 0xff, 0xff)
	}
	sum := md5.Sum(data)
	key := bytes.Clone(sum[:length])
	if revision == 2 {
		if !bytes.Equal(withKey(key, padding), user[:min(32, len(user))]) {
			return nil
		}
		return key
	}
	for range 50 {
		sum = md5.Sum(key)
		copy(key, sum[:])
	}
	sum = md5.Sum(append(append([]byte(nil), padding...), first...))
	proof := sum[:]
	for i := range byte(20) {
		each := make([]byte, length)
		for k := range each {
			each[k] = key[k] ^ i
		}
		proof = withKey(each, proof)
	}
	if !bytes.Equal(proof, user[:16]) {
		return nil
	}
	return key
}

// withKey is data with RC4 put on or taken off.
func withKey(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// keyOfAES256 is the key of revisions 5 and 6 for an empty password (algorithms 2.A and 11); nil where that does not open
// the file.
func (f *file) keyOfAES256(d dict, revision int) []byte {
	user, packed := f.bytes(d["U"]), f.bytes(d["UE"])
	if len(user) < 48 || len(packed) < 32 {
		return nil
	}
	hash := func(salt []byte) []byte {
		if revision == 5 {
			sum := sha256.Sum256(salt)
			return sum[:]
		}
		return hardened(salt)
	}
	if !bytes.Equal(hash(user[32:40]), user[:32]) {
		return nil
	}
	block, err := aes.NewCipher(hash(user[40:48]))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, packed[:32])
	return key
}

// hardened is the hash of revision 6 of an empty password and a salt (algorithm 2.B).
func hardened(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	for round := 0; ; round++ {
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		e := bytes.Repeat(k, 64)
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		rest := 0
		for _, b := range e[:16] {
			rest += int(b) // 256 is 1 modulo 3
		}
		switch rest % 3 {
		case 0:
			sum := sha256.Sum256(e)
			k = sum[:]
		case 1:
			sum := sha512.Sum384(e)
			k = sum[:]
		default:
			sum := sha512.Sum512(e)
			k = sum[:]
		}
		if round >= 63 && int(e[len(e)-1]) <= round-31 {
			return k[:32]
		}
	}
}

// bytes are those of a string.
func (f *file) bytes(object any) []byte {
	text, _ := f.get(object).(str)
	return []byte(text)
}

// take takes the encryption off data of an object.
func (c *crypt) take(how method, of id, data []byte) []byte {
	if how == plainly {
		return data
	}
	key := c.key
	if how != withAES3 {
		key = c.keyOf(how, of)
	}
	if how == withRC4 {
		return withKey(key, data)
	}
	block, err := aes.NewCipher(key)
	whole := len(data) / aes.BlockSize * aes.BlockSize // the end may be missing
	if err != nil || whole < 2*aes.BlockSize {
		return nil
	}
	out := make([]byte, whole-aes.BlockSize)
	cipher.NewCBCDecrypter(block, data[:aes.BlockSize]).CryptBlocks(out, data[aes.BlockSize:whole])
	if last := int(out[len(out)-1]); whole == len(data) && last >= 1 && last <= aes.BlockSize {
		out = out[:len(out)-last]
	}
	return out
}

// keyOf is the key of an object (algorithm 1).
func (c *crypt) keyOf(how method, of id) []byte {
	data := append([]byte(nil), c.key...)
	data = append(data, byte(of.object), byte(of.object>>8), byte(of.object>>16), byte(of.generation), byte(of.generation>>8))
	if how == withAES {
		data = append(data, "sAlT"...)
	}
	sum := md5.Sum(data)
	return sum[:min(len(c.key)+5, len(sum))]
}

// plain is an object with its strings unlocked.
func (c *crypt) plain(of id, object any) any {
	switch object := object.(type) {
	case str:
		return str(c.take(c.strings, of, []byte(object)))
	case array:
		for i := range object {
			object[i] = c.plain(of, object[i])
		}
	case dict:
		for field := range object {
			object[field] = c.plain(of, object[field])
		}
	}
	return object
}

// unlocked is the bytes of a stream without encryption, still encoded.
func (f *file) unlocked(s stream) []byte {
	if f.crypt == nil || f.name(s.dict["Type"]) == "XRef" {
		return s.raw
	}
	filters, settings := f.get(s.dict["Filter"]), f.get(s.dict["DecodeParms"])
	if list, ok := filters.(array); ok && len(list) > 0 {
		filters = list[0]
		if all, ok := settings.(array); ok && len(all) > 0 {
			settings = all[0]
		}
	}
	if setting := f.dict(settings); f.name(filters) == "Crypt" && (setting["Name"] == nil || f.name(setting["Name"]) == "Identity") {
		return s.raw
	}
	if f.unpacks += int64(len(s.raw)); format.IsBomb(f.unpacks, int64(len(f.data))) {
		f.bomb = format.Bomb(f.unpacks, int64(len(f.data)))
		return nil
	}
	return f.crypt.take(f.crypt.streams, s.of, s.raw)
}
