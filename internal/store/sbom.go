package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

const sbomColumns = `id, release, is_current, hash, size, file, via, imported_at, imported_by, job,
	format, version, encoding, serial, revision, name, created_at, authors, tools, supplier, phases, subject,
	components, distinct_components, edges, errors, warnings, reading`

func scanSBOM(r row) (sbom.SBOM, error) {
	var s sbom.SBOM
	var current int64
	err := r.Scan(&s.ID, &s.Release, &current, &s.Hash, &s.Size, &s.File, &s.Via, at{&s.Imported}, &s.By, &s.Job,
		&s.Format, &s.Version, &s.Encoding, &s.Serial, &s.Revision, &s.Name, at{&s.Created}, texts{&s.Authors}, texts{&s.Tools}, &s.Supplier, texts{&s.Phases}, &s.Subject,
		&s.Components, &s.Distinct, &s.Edges, &s.Errors, &s.Warnings, &s.Reading)
	s.Current = current == 1
	return s, err
}

// SBOM returns a bill of materials without its parts.
func (tx *Tx) SBOM(ctx context.Context, id string) (sbom.SBOM, error) {
	return one(tx.queryRow(ctx, `SELECT `+sbomColumns+` FROM sbom WHERE org = $1 AND id = $2`, tx.org, id), scanSBOM, "there is no bill of materials %s", id)
}

// SBOMByHash returns the bill of materials that arrived for a release with
// these bytes and was read so.
func (tx *Tx) SBOMByHash(ctx context.Context, release, hash, reading string) (sbom.SBOM, error) {
	return one(tx.queryRow(ctx, `SELECT `+sbomColumns+` FROM sbom WHERE org = $1 AND release = $2 AND hash = $3 AND reading = $4`, tx.org, release, hash, reading),
		scanSBOM, "this release has no bill of materials with the hash %s", hash)
}

// CurrentSBOM returns the bill of materials that a release's answers rest on.
func (tx *Tx) CurrentSBOM(ctx context.Context, release string) (sbom.SBOM, error) {
	return one(tx.queryRow(ctx, `SELECT `+sbomColumns+` FROM sbom WHERE org = $1 AND release = $2 AND is_current = 1`, tx.org, release),
		scanSBOM, "this release has no bill of materials yet")
}

// SBOMs returns the bills of materials of a release, newest first.
func (tx *Tx) SBOMs(ctx context.Context, release string) ([]sbom.SBOM, error) {
	return list(ctx, tx, scanSBOM, `SELECT `+sbomColumns+` FROM sbom WHERE org = $1 AND release = $2 ORDER BY id DESC LIMIT 500`, tx.org, release)
}

// sbomOrders are what the bills of materials of a release can be sorted by.
var sbomOrders = orders{
	"arrived": {"id"}, "file": {"file", "id"}, "by": {"imported_by", "id"}, "via": {"via", "id"}, "format": {"format", "version", "id"}, "tools": {"tools", "id"}, "size": {"size", "id"}, "sha256": {"hash", "id"},
	"parts": {"components", "id"}, "distinct": {"distinct_components", "id"}, "edges": {"edges", "id"}, "problems": {"errors + warnings", "id"}, "current": {"is_current", "id"}, "made": {"created_at", "id"},
}

// SBOMsBy returns a stretch of the bills of materials that came for a release,
// the newest first when no order is said.
func (tx *Tx) SBOMsBy(ctx context.Context, release, sort string, p Page) (Slice[sbom.SBOM], error) {
	w := tx.in("org")
	w.and("release = $%d", release)
	return stretch(ctx, tx, query[sbom.SBOM]{noun: "parts lists", columns: sbomColumns, from: "sbom", where: w, orders: sbomOrders, sort: cmp.Or(sort, "-arrived"), scan: scanSBOM}, p)
}

// SBOMDocument returns the whole document as it was understood when it arrived.
func (tx *Tx) SBOMDocument(ctx context.Context, id string) (*sbom.Document, error) {
	var d sbom.Document
	return &d, tx.sbomBody(ctx, "document", id, &d)
}

// SBOMProblems returns what was wrong with a document when it arrived.
func (tx *Tx) SBOMProblems(ctx context.Context, id string) (check.Problems, error) {
	var p check.Problems
	return p, tx.sbomBody(ctx, "problems", id, &p)
}

func (tx *Tx) sbomBody(ctx context.Context, column, id string, v any) error {
	body, err := one(tx.queryRow(ctx, `SELECT `+column+` FROM sbom_body WHERE org = $1 AND sbom = $2`, tx.org, id), func(r row) ([]byte, error) {
		var b []byte
		err := r.Scan(&b)
		return b, err
	}, "there is no bill of materials %s", id)
	if err != nil {
		return err
	}
	if err := unsqueeze(body, v); err != nil {
		return fmt.Errorf("read the %s of bill of materials %s: %w", column, id, err)
	}
	return nil
}

// CreateSBOM keeps a new bill of materials with its document and its distinct components.
func (tx *Tx) CreateSBOM(ctx context.Context, s sbom.SBOM, d *sbom.Document, problems check.Problems) error {
	document, err := squeeze(d)
	if err != nil {
		return fmt.Errorf("pack the document: %w", err)
	}
	told, err := squeeze(problems)
	if err != nil {
		return fmt.Errorf("pack the problems: %w", err)
	}
	err = tx.create(ctx, fault.New(fault.Conflict, "the same bytes arrived for this release before"),
		`INSERT INTO sbom (org, `+sbomColumns+`) VALUES `+marks(1, 29)+` ON CONFLICT DO NOTHING`,
		tx.org, s.ID, s.Release, 0, s.Hash, s.Size, s.File, s.Via, when(s.Imported), s.By, s.Job,
		string(s.Format), s.Version, s.Encoding, s.Serial, s.Revision, s.Name, when(s.Created), packed(s.Authors), packed(s.Tools), s.Supplier, packed(s.Phases), s.Subject,
		s.Components, s.Distinct, s.Edges, s.Errors, s.Warnings, s.Reading)
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `INSERT INTO sbom_body (org, sbom, document, problems) VALUES ($1, $2, $3, $4)`, tx.org, s.ID, document, told); err != nil {
		return fmt.Errorf("keep the document: %w", err)
	}
	no, err := tx.numberComponents(ctx, d)
	if err != nil {
		return err
	}
	tx.numbered = numbered{sbom: s.ID, components: no}
	if err := tx.saveMarks(ctx, s.ID, d); err != nil {
		return err
	}
	return tx.saveSaid(ctx, s.ID, d)
}

// numbered is the bill of materials that the transaction kept last, with the
// numbers of its components: to become current is what mostly follows.
type numbered struct {
	sbom       string
	components []int64
}

// componentsOf returns the numbers of the distinct components of a bill of
// materials, rising.
func (tx *Tx) componentsOf(ctx context.Context, id string) ([]int64, error) {
	if tx.numbered.sbom == id {
		return tx.numbered.components, nil
	}
	d, err := tx.SBOMDocument(ctx, id)
	if err != nil {
		return nil, err
	}
	return tx.numberComponents(ctx, d)
}

// SetCurrentSBOM makes a release's answers rest on this bill of materials.
func (tx *Tx) SetCurrentSBOM(ctx context.Context, s sbom.SBOM) error {
	no, err := tx.releaseNo(ctx, s.Release)
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE sbom SET is_current = CASE WHEN id = $3 THEN 1 ELSE 0 END WHERE org = $1 AND release = $2 AND (is_current = 1 OR id = $3)`,
		tx.org, s.Release, s.ID); err != nil {
		return err
	}
	want, err := tx.componentsOf(ctx, s.ID)
	if err != nil {
		return err
	}
	has, err := list(ctx, tx, scanNumber, `SELECT component FROM release_component WHERE org = $1 AND release = $2 ORDER BY component`, tx.org, no)
	if err != nil {
		return err
	}
	gone, come := differ(has, want)
	if _, err := tx.exec(ctx, `DELETE FROM release_component WHERE org = $1 AND release = $2 AND `+tx.among("component", 3), tx.org, no, listed(tx, gone)); err != nil {
		return fmt.Errorf("leave out the components of before: %w", err)
	}
	err = tx.insertMany(ctx, "release_component (org, release, component)", 3, len(come), func(i int) []any { return []any{tx.org, no, come[i]} }, "")
	if err != nil {
		return fmt.Errorf("take in the components: %w", err)
	}
	if len(gone)+len(come) > 0 {
		if err := tx.dueToCount(ctx, no); err != nil {
			return err
		}
	}
	if err := tx.SaveSupportDue(ctx, no, 0); err != nil {
		return fmt.Errorf("have the support of the parts reckoned: %w", err)
	}
	return tx.turn(ctx, gone, come)
}

// turn marks components that came to a release or left one, and with them
// their findings: those that no release has any more are left out of every
// list, and come back with their component.
func (tx *Tx) turn(ctx context.Context, gone, come []int64) error {
	unused, err := list(ctx, tx, scanNumber, `
		SELECT no FROM component WHERE org = $1 AND `+tx.among("no", 2)+`
			AND NOT EXISTS (SELECT 1 FROM release_component rc WHERE rc.org = component.org AND rc.component = component.no)`, tx.org, listed(tx, gone))
	if err != nil {
		return fmt.Errorf("find the components that are laid aside: %w", err)
	}
	for by, some := range map[int][]int64{-1: gone, 1: come} {
		if len(some) == 0 {
			continue
		}
		if _, err := tx.exec(ctx, `UPDATE component SET releases = releases + $3 WHERE org = $1 AND `+tx.among("no", 2), tx.org, listed(tx, some), by); err != nil {
			return fmt.Errorf("count the releases of components: %w", err)
		}
	}
	if len(unused)+len(come) > 0 { // what is in memory of them is read anew
		if _, err := tx.exec(ctx, `UPDATE org SET parts_turned = parts_turned + 1 WHERE id = $1`, tx.org); err != nil {
			return fmt.Errorf("count the turns of components: %w", err)
		}
	}
	for used, some := range [][]int64{unused, come} {
		if len(some) == 0 {
			continue
		}
		err := tx.recounted(ctx, some, func() error {
			_, err := tx.exec(ctx, `UPDATE component SET used = $3 WHERE org = $1 AND used <> $3 AND `+tx.among("no", 2), tx.org, listed(tx, some), used)
			return err
		})
		if err != nil {
			return fmt.Errorf("mark components: %w", err)
		}
		if err := tx.turnFindings(ctx, some, int64(used)); err != nil {
			return fmt.Errorf("mark findings: %w", err)
		}
	}
	return nil
}

// differ returns what only the first and what only the second of two rising lists has.
func differ(a, b []int64) (onlyA, onlyB []int64) {
	onlyA, onlyB = []int64{}, []int64{}
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			onlyA, a = append(onlyA, a[0]), a[1:]
		case len(a) == 0 || b[0] < a[0]:
			onlyB, b = append(onlyB, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return onlyA, onlyB
}

// numberComponents returns the numbers of the distinct components, rising, and
// gives one to each that was never seen before.
func (tx *Tx) numberComponents(ctx context.Context, d *sbom.Document) ([]int64, error) {
	cs, contextOf := d.Components, match.Contexts(d)
	byKey := make(map[string]int, len(cs))
	keys := make([]string, 0, len(cs))
	for i := range cs {
		k := partKey(&cs[i], contextOf)
		if _, ok := byKey[k]; !ok {
			byKey[k] = i
			keys = append(keys, k)
		}
	}
	known, err := tx.componentNumbers(ctx, keys)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(keys, func(k string) bool { _, ok := known[k]; return ok })
	out := make([]int64, 0, len(byKey))
	for _, n := range known {
		out = append(out, n)
	}
	if len(missing) > 0 {
		next, err := scanNumber(tx.queryRow(ctx, `SELECT coalesce(max(no), 0) + 1 FROM component WHERE org = $1`, tx.org))
		if err != nil {
			return nil, fmt.Errorf("number the components: %w", err)
		}
		err = tx.insertMany(ctx, "component (org, no, "+partColumns+", used, checked, reason, cause, affected, untold, bundle, checked_at, text)", 23, len(missing), func(i int) []any {
			at := &cs[byKey[missing[i]]]
			c := at.Identity()
			out = append(out, next+int64(i))
			return []any{
				tx.org, next + int64(i), missing[i], c.Kind, c.Supplier, c.Group, c.Name, c.Version, c.PURL, packed(c.CPEs), c.Distro, c.Source, c.SourceVersion, contextOf(at),
				0, "", "", "", 0, 0, "", "", textOfPart(&c),
			}
		}, "")
		if err != nil {
			return nil, fmt.Errorf("keep the components: %w", err)
		}
	}
	slices.Sort(out)
	return out, nil
}

// partKey names a component together with what its document tells of it.
func partKey(c *sbom.Component, contextOf func(*sbom.Component) string) string {
	key := c.Fingerprint()
	if context := contextOf(c); context != "" {
		key += "." + strings.ReplaceAll(context, " ", ".")
	}
	return key
}

// componentNumbers returns the numbers of those keys that are known.
func (tx *Tx) componentNumbers(ctx context.Context, keys []string) (map[string]int64, error) {
	out := make(map[string]int64, len(keys))
	for some := range slices.Chunk(keys, 5000) {
		type pair struct {
			key string
			no  int64
		}
		found, err := list(ctx, tx, func(r row) (pair, error) {
			var p pair
			err := r.Scan(&p.key, &p.no)
			return p, err
		}, `SELECT key, no FROM component WHERE org = $1 AND `+tx.among("key", 2), tx.org, listed(tx, some))
		if err != nil {
			return nil, fmt.Errorf("find the components: %w", err)
		}
		for _, p := range found {
			out[p.key] = p.no
		}
	}
	return out, nil
}

var _ sbom.Tx = (*Tx)(nil)
