package serve

import (
	"context"
	"slices"
	"strings"
	"sync"

	"aceso/internal/domain/sbom"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A Shelf keeps the documents at hand that were read last, so that leafing
// through one does not unpack it each time. The zero value is empty.
type Shelf struct {
	mu   sync.Mutex
	held []shelved // last read last
}

type shelved struct {
	org, id string
	doc     *sbom.Document
	atlas   func() *sbom.Atlas // of the document, made when it is first asked for
}

// shelfRoom is how many components a shelf holds. A larger document is read
// anew each time.
const shelfRoom = 30_000

// Current returns the current bill of materials of a release with its
// document, which nobody may change.
func (s *Shelf) Current(ctx context.Context, tx *store.Tx, org, release string) (sbom.SBOM, *sbom.Document, error) {
	if _, err := tx.Release(ctx, release); err != nil {
		return sbom.SBOM{}, nil, err
	}
	head, err := tx.CurrentSBOM(ctx, release)
	if err != nil {
		return head, nil, err
	}
	held, err := s.get(ctx, tx, org, head.ID)
	return head, held.doc, err
}

// Atlas returns the graph of a release's current bill of materials, ready to
// walk about in.
func (s *Shelf) Atlas(ctx context.Context, tx *store.Tx, org, release string) (*sbom.Atlas, error) {
	if _, err := tx.Release(ctx, release); err != nil {
		return nil, err
	}
	head, err := tx.CurrentSBOM(ctx, release)
	if err != nil {
		return nil, err
	}
	held, err := s.get(ctx, tx, org, head.ID)
	if err != nil {
		return nil, err
	}
	return held.atlas(), nil
}

// get returns a document from the shelf, put there when it is not.
func (s *Shelf) get(ctx context.Context, tx *store.Tx, org, id string) (shelved, error) {
	if held, ok := s.find(org, id); ok {
		return held, nil
	}
	doc, err := tx.SBOMDocument(ctx, id)
	if err != nil {
		return shelved{}, err
	}
	one := shelved{org: org, id: id, doc: doc, atlas: sync.OnceValue(doc.Atlas)}
	s.put(one)
	return one, nil
}

// Why tells how a component came into a release: by the key under which parts
// are listed, or its fingerprint, which that begins with.
func (s *Shelf) Why(ctx context.Context, tx *store.Tx, org, release, key string) (sbom.Ways, error) {
	_, doc, err := s.Current(ctx, tx, org, release)
	if err != nil {
		return sbom.Ways{}, err
	}
	print, _, _ := strings.Cut(key, ".")
	w, ok := doc.Why(print, MostWays)
	if !ok {
		return w, fault.New(fault.NotFound, "the current parts list of this release has no such component").
			Helped("take the key from the list of parts of this very release")
	}
	return w, nil
}

// MostWays is how many ways to a component are told.
const MostWays = 5

func (s *Shelf) find(org, id string) (shelved, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.held, func(h shelved) bool { return h.org == org && h.id == id })
	if at < 0 {
		return shelved{}, false
	}
	found := s.held[at]
	s.held = append(slices.Delete(s.held, at, at+1), found)
	return found, true
}

func (s *Shelf) put(one shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = slices.DeleteFunc(s.held, func(h shelved) bool { return h.org == one.org && h.id == one.id })
	s.held = append(s.held, one)
	room := shelfRoom
	for i, h := range slices.Backward(s.held) {
		if room -= len(h.doc.Components); room < 0 {
			s.held = slices.Delete(s.held, 0, i+1)
			return
		}
	}
}
