package intel

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/zeebo/xxh3"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

const (
	magic    = "ACESOVB\x01" // the last byte is the version of the layout
	headSize = 72

	maxManifest = 64 << 20
	maxBlob     = 1 << 30
)

// A fileHead is the fixed beginning of a bundle.
type fileHead struct {
	size        int64 // of the whole file
	manifestOff int64
	manifestLen int
	noteLen     int // follows the manifest
	manifestSum [sha256.Size]byte
}

func (h fileHead) bytes() []byte {
	b := append(make([]byte, 0, headSize), magic...)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.size))
	b = binary.LittleEndian.AppendUint64(b, uint64(h.manifestOff))
	b = binary.LittleEndian.AppendUint32(b, uint32(h.manifestLen))
	b = binary.LittleEndian.AppendUint32(b, uint32(h.noteLen))
	b = append(b, h.manifestSum[:]...)
	return binary.LittleEndian.AppendUint64(b, xxh3.Hash(b))
}

// readFileHead reads the head of a file of that size and holds it against it.
func readFileHead(in io.ReaderAt, size int64) (fileHead, error) {
	var h fileHead
	b := make([]byte, headSize)
	if n, err := in.ReadAt(b, 0); err != nil && n < headSize {
		if n >= len(magic) && string(b[:len(magic)]) == magic {
			return h, damaged("it is cut off in its head")
		}
		return h, notOne()
	}
	if string(b[:len(magic)-1]) != magic[:len(magic)-1] {
		return h, notOne()
	}
	if b[len(magic)-1] != magic[len(magic)-1] {
		return h, fault.New(fault.Invalid, "the vulnerability bundle has layout %d, and this program reads layout %d", b[len(magic)-1], magic[len(magic)-1]).
			Helped("use a bundle and a program of the same age")
	}
	if xxh3.Hash(b[:headSize-8]) != binary.LittleEndian.Uint64(b[headSize-8:]) {
		return h, damaged("its head has another check sum")
	}
	h.size = int64(binary.LittleEndian.Uint64(b[8:]))
	h.manifestOff = int64(binary.LittleEndian.Uint64(b[16:]))
	h.manifestLen = int(binary.LittleEndian.Uint32(b[24:]))
	h.noteLen = int(binary.LittleEndian.Uint32(b[28:]))
	copy(h.manifestSum[:], b[32:])
	if h.size != size {
		return h, damaged("it should have %d bytes and has %d", h.size, size)
	}
	end := h.manifestOff + int64(h.manifestLen) + int64(h.noteLen)
	if h.manifestOff < headSize || h.manifestLen > maxManifest || h.noteLen > maxManifest || end != size {
		return h, damaged("its head points outside of it")
	}
	return h, nil
}

func notOne() error {
	return fault.New(fault.Unverified, "this is no vulnerability bundle").Helped("choose a file that \"aceso intel build\" or \"intel sync\" made")
}

// A section is a stretch of the file.
type section struct {
	Name   string `json:"name"`
	Off    int64  `json:"offset"`
	Len    int64  `json:"length"`
	SHA256 string `json:"sha256"`
}

// A manifest says what a bundle holds and rests on. Its bytes are what is signed.
type manifest struct {
	ID         string        `json:"id"`
	Made       time.Time     `json:"made"`
	Sources    []vuln.Source `json:"sources"`
	Records    int           `json:"records"`
	Weaknesses int           `json:"weaknesses"`
	Statements int           `json:"statements"`
	Keys       int           `json:"keys"`     // packages, products and weaknesses
	Entries    int           `json:"entries"`  // of the index
	EPSS       int           `json:"epss"`     // scores
	EPSSDate   string        `json:"epssDate"` // of the model run
	Covered    bool          `json:"covered"`  // the sources say what they cover; older programs did not note it
	Sections   []section     `json:"sections"`
	Sums       []byte        `json:"sums,omitempty"` // check sums of the stretches of what is hashed in blocks
}

func (m *manifest) section(name string) section {
	for _, s := range m.Sections {
		if s.Name == name {
			return s
		}
	}
	return section{Name: name, Off: -1}
}

// contents returns the hash that names a bundle: of its sections and of what
// it covers, which is what answers rest on, not of the moment when it was made.
func (m *manifest) contents() string {
	h := sha256.New()
	for _, s := range m.Sections {
		fmt.Fprintf(h, "%s %d %s\n", s.Name, s.Len, s.SHA256)
	}
	for _, c := range m.info().Coverage() {
		fmt.Fprintf(h, "covers %s\n", c)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (m *manifest) bytes() ([]byte, error) {
	return json.Marshal(m, json.Deterministic(true))
}

func (m *manifest) info() vuln.Info {
	return vuln.Info{
		ID: m.ID, Made: m.Made, Sources: append([]vuln.Source(nil), m.Sources...),
		Weaknesses: m.Weaknesses, Statements: m.Statements, Keys: m.Keys, Covered: m.Covered,
	}
}

// readManifest reads and checks the manifest and the places that it names.
func readManifest(in io.ReaderAt, h fileHead) (*manifest, []byte, error) {
	b := make([]byte, h.manifestLen+h.noteLen)
	if _, err := in.ReadAt(b, h.manifestOff); err != nil {
		return nil, nil, damaged("its manifest can't be read (%v)", err)
	}
	text, note := b[:h.manifestLen], b[h.manifestLen:]
	if sha256.Sum256(text) != h.manifestSum {
		return nil, nil, damaged("its manifest has another hash")
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, nil, damaged("its manifest can't be understood (%v)", err)
	}
	for _, name := range []string{"texts", "blobs", "index", "epss", "fences"} {
		s := m.section(name)
		if s.Off < headSize || s.Len < 0 || s.Off > h.manifestOff || s.Off+s.Len > h.manifestOff {
			return nil, nil, damaged("its manifest puts the section %q outside of it", name)
		}
	}
	index, epss := m.section("index"), m.section("epss")
	fences := int64(pages(entrySize, m.Entries) + pages(epssSize, m.EPSS))
	if m.Entries < 0 || m.EPSS < 0 || index.Len != int64(pages(entrySize, m.Entries))*pageSize ||
		epss.Len != int64(pages(epssSize, m.EPSS))*pageSize || m.section("fences").Len != fences*8 {
		return nil, nil, damaged("its manifest counts more or fewer entries than it has")
	}
	if s := m.section("blocks"); s.Off >= 0 && (s.Off < headSize || s.Off > h.manifestOff || s.Off+s.Len > h.manifestOff || s.Len != hashed(s.Off-headSize)*sha256.Size) {
		return nil, nil, damaged("its manifest counts more or fewer blocks than it has")
	}
	if m.contents() != m.ID {
		return nil, nil, damaged("its id is not that of its contents")
	}
	return &m, note, nil
}
