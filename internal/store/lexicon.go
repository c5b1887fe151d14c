package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// A lexicon holds in memory what the components of an organisation are found
// by, so that a word is looked for in all of them within a few milliseconds,
// on either database, and nothing more is written. The text of a component
// never changes and numbers only grow: what is new is read on from the last
// number. Which components are in use is read anew when the organisation's
// count of turns has moved.
type lexicon struct {
	mu     sync.Mutex
	last   int64 // number of the last component that was read
	turned int64 // of the organisation, when used was read; -1 before
	text   []byte
	from   []uint32 // where each text begins; each ends with '\n'
	no     []int64  // rising
	used   []bool
	group  []uint16 // length of the group, which stands first, with a blank behind it
	name   []uint16 // length of the name, which stands next
}

// mostLexicon is how much text of an organisation is held, in bytes; a larger
// one is searched in the database.
const mostLexicon = 128 << 20

// lexicons are those of all organisations that somebody searches.
type lexicons struct{ byOrg sync.Map }

func (l *lexicons) of(org string) *lexicon {
	v, _ := l.byOrg.LoadOrStore(org, &lexicon{turned: -1})
	return v.(*lexicon)
}

// A span is the part of a lexicon that belongs to a transaction: what others
// have added since is not there yet.
type span struct {
	text []byte
	from []uint32
	no   []int64
	used []bool
	name []uint16
	grp  []uint16
}

// words returns the lexicon as of this transaction; false when the database
// has to be asked instead: of a transaction that writes, which sees what
// nobody else does, or when there is too much text.
func (tx *Tx) words(ctx context.Context) (span, bool, error) {
	if tx.writable {
		return span{}, false, nil
	}
	var last, turned int64
	err := tx.queryRow(ctx, `SELECT coalesce((SELECT max(no) FROM component WHERE org = $1), 0), parts_turned FROM org WHERE id = $1`, tx.org).Scan(&last, &turned)
	if err != nil {
		return span{}, false, fmt.Errorf("see what is new among the components: %w", err)
	}
	l := tx.db.lexicons.of(tx.org)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.grow(ctx, tx, last); err != nil {
		return span{}, false, err
	}
	if l.turned < turned {
		if err := l.turn(ctx, tx, turned); err != nil {
			return span{}, false, err
		}
	}
	if l.turned != turned || len(l.text) > mostLexicon { // an older moment than what was read
		return span{}, false, nil
	}
	n, _ := slices.BinarySearch(l.no, last+1)
	end := uint32(len(l.text))
	if n < len(l.no) {
		end = l.from[n]
	}
	return span{text: l.text[:end], from: l.from[:n], no: l.no[:n], used: l.used[:n], name: l.name[:n], grp: l.group[:n]}, true, nil
}

// grow reads the components up to a number.
func (l *lexicon) grow(ctx context.Context, tx *Tx, last int64) error {
	if last <= l.last || len(l.text) > mostLexicon {
		return nil
	}
	var g lexicon
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		var text, group, name string
		if err := r.Scan(&no, &text, &group, &name); err != nil {
			return struct{}{}, err
		}
		text = strings.ReplaceAll(text, "\n", " ")
		g.no, g.from = append(g.no, no), append(g.from, uint32(len(l.text)+len(g.text)))
		g.group, g.name = append(g.group, short16(len(strings.ToLower(group)))), append(g.name, short16(len(strings.ToLower(name))))
		g.text = append(append(g.text, text...), '\n')
		if len(l.text)+len(g.text) > 4*mostLexicon {
			return struct{}{}, fmt.Errorf("the names of an organisation's components take more than %d bytes", 4*mostLexicon)
		}
		return struct{}{}, nil
	}, `SELECT no, text, grp, name FROM component WHERE org = $1 AND no > $2 AND no <= $3 ORDER BY no`, tx.org, l.last, last)
	if err != nil {
		return fmt.Errorf("read what components are found by: %w", err)
	}
	// Appended, not changed in place: who searches meanwhile holds a span.
	l.text, l.from, l.no = append(l.text, g.text...), append(l.from, g.from...), append(l.no, g.no...)
	l.group, l.name = append(l.group, g.group...), append(l.name, g.name...)
	l.last, l.turned = last, -1
	return nil
}

// turn reads which components are in use.
func (l *lexicon) turn(ctx context.Context, tx *Tx, turned int64) error {
	used := make([]bool, len(l.no))
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		err := r.Scan(&no)
		if i, ok := slices.BinarySearch(l.no, no); ok {
			used[i] = true
		}
		return struct{}{}, err
	}, `SELECT no FROM component WHERE org = $1 AND used = 1`, tx.org)
	if err != nil {
		return fmt.Errorf("read which components are in use: %w", err)
	}
	l.used, l.turned = used, turned
	return nil
}

func short16(n int) uint16 { return uint16(min(n, 1<<16-1)) }

// having returns the places of the components whose text has all the words,
// which are in lower case.
func (s span) having(words []string) []int {
	if len(words) == 0 {
		return nil
	}
	words = slices.SortedFunc(slices.Values(words), func(a, b string) int { return len(b) - len(a) }) // the rarest is mostly the longest
	first, out := []byte(words[0]), []int(nil)
	for at := 0; at < len(s.text); {
		i := bytes.Index(s.text[at:], first)
		if i < 0 {
			break
		}
		n, found := slices.BinarySearch(s.from, uint32(at+i))
		if !found {
			n--
		}
		one := s.of(n)
		if at = int(s.from[n]) + len(one) + 1; hasAll(one, words[1:]) {
			out = append(out, n)
		}
	}
	return out
}

func hasAll(text []byte, words []string) bool {
	for _, w := range words {
		if !bytes.Contains(text, []byte(w)) {
			return false
		}
	}
	return true
}

// of is the text of the component at a place.
func (s span) of(n int) []byte {
	end := len(s.text)
	if n+1 < len(s.from) {
		end = int(s.from[n+1])
	}
	return s.text[s.from[n] : end-1]
}

// nearness ranks a component for one word: what is called so, what begins so,
// what has it in its name, what has it elsewhere.
func (s span) nearness(n int, word string) int {
	text := s.of(n)
	start := min(int(s.grp[n])+1, len(text))
	name := text[start:min(start+int(s.name[n]), len(text))]
	switch {
	case string(name) == word:
		return 0
	case bytes.HasPrefix(name, []byte(word)):
		return 1
	case bytes.Contains(name, []byte(word)):
		return 2
	}
	return 3
}

// nearest returns up to n of these places, the nearest to a word first; among
// equals the shorter text, which says less else.
func (s span) nearest(at []int, word string, n int) []int {
	var byNear [4][]int
	for _, i := range at {
		near := s.nearness(i, word)
		byNear[near] = append(byNear[near], i)
	}
	var out []int
	for _, some := range byNear {
		slices.SortFunc(some, func(a, b int) int {
			return cmp.Or(len(s.of(a))-len(s.of(b)), bytes.Compare(s.of(a), s.of(b)), a-b)
		})
		if out = append(out, some...); len(out) >= n {
			return out[:n]
		}
	}
	return out
}

// inUse leaves over the components in use.
func (s span) inUse(at []int) []int {
	return slices.DeleteFunc(at, func(i int) bool { return !s.used[i] })
}

// numbers are those of the components at these places.
func (s span) numbers(at []int) []int64 {
	out := make([]int64, len(at))
	for i, place := range at {
		out[i] = s.no[place]
	}
	return out
}

// Warm reads what every organisation's components are found by, so that the
// first search does not wait for it.
func (db *DB) Warm(ctx context.Context) error {
	var orgs []string
	err := db.View(ctx, func(tx *Tx) error {
		all, err := tx.Organisations(ctx)
		for _, o := range all {
			orgs = append(orgs, o.ID)
		}
		return err
	})
	for _, o := range orgs {
		if err == nil {
			err = db.In(o).View(ctx, func(tx *Tx) error { _, _, err := tx.words(ctx); return err })
		}
	}
	return err
}
