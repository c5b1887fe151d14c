package intel

import (
	"encoding/binary"
	"slices"
)

// A vendorList collects which vendors a product's name has, for look-ups
// that know no vendor.
type vendorList struct{ byProduct map[string][]string }

func newVendorList() *vendorList { return &vendorList{map[string][]string{}} }

func (l *vendorList) add(key string) {
	k := readKey(key)
	at := vendorsKey(k.Part, k.Name)
	l.byProduct[at] = append(l.byProduct[at], k.Vendor)
}

func (l *vendorList) file(s *spill) error {
	for key, list := range l.byProduct {
		for _, v := range list {
			if err := s.put(key, []byte(v)); err != nil {
				return err
			}
		}
	}
	return nil
}

// mergeEntries puts two sorted runs of packed index entries into one.
func mergeEntries(a, b []byte) []byte {
	out := make([]byte, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if binary.LittleEndian.Uint64(a) <= binary.LittleEndian.Uint64(b) {
			out, a = append(out, a[:entrySize]...), a[entrySize:]
		} else {
			out, b = append(out, b[:entrySize]...), b[entrySize:]
		}
	}
	return slices.Concat(out, a, b)
}
