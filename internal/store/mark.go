package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
)

// A mark is what a parts list says of a component besides its identity: a
// licence or a digest, in lower case, by which it is found.
type mark struct {
	kind, value string
	component   int64
}

// maxMark bounds a mark, in bytes: what is longer is a text, and no name of a licence.
const maxMark = 200

// saveMarks keeps the marks of a document's components, as far as no other
// document said the same.
func (tx *Tx) saveMarks(ctx context.Context, id string, d *sbom.Document) error {
	contextOf := match.Contexts(d)
	keys := make([]string, len(d.Components))
	for i := range d.Components {
		keys[i] = partKey(&d.Components[i], contextOf)
	}
	numbers, err := tx.componentNumbers(ctx, keys)
	if err != nil {
		return err
	}
	seen := map[mark]bool{}
	come := []mark{}
	add := func(kind, value string, no int64) {
		m := mark{kind, strings.ToLower(strings.TrimSpace(value)), no}
		if m.value != "" && len(m.value) <= maxMark && no > 0 && !seen[m] {
			seen[m] = true
			come = append(come, m)
		}
	}
	for i := range d.Components {
		c, no := &d.Components[i], numbers[keys[i]]
		if !sbom.IsUnknown(c.Licence) {
			add("licence", c.Licence, no)
		}
		for _, h := range c.Hashes {
			add("hash", h.Value, no)
		}
	}
	if come, err = tx.unmarked(ctx, come); err != nil {
		return err
	}
	err = tx.insertMany(ctx, `component_mark (org, kind, value, component)`, 4, len(come), func(i int) []any {
		return []any{tx.org, come[i].kind, come[i].value, come[i].component}
	}, "ON CONFLICT DO NOTHING")
	if err != nil {
		return fmt.Errorf("keep what the document says of its components: %w", err)
	}
	_, err = tx.exec(ctx, `UPDATE sbom SET marked = 1 WHERE org = $1 AND id = $2`, tx.org, id)
	return err
}

// unmarked leaves out the marks that are kept already: most documents say what
// others have said.
func (tx *Tx) unmarked(ctx context.Context, marks []mark) ([]mark, error) {
	numbers := make([]int64, 0, len(marks))
	for _, m := range marks {
		numbers = append(numbers, m.component)
	}
	slices.Sort(numbers)
	kept := map[mark]bool{}
	for some := range slices.Chunk(slices.Compact(numbers), 5000) {
		found, err := list(ctx, tx, func(r row) (mark, error) {
			var m mark
			err := r.Scan(&m.kind, &m.value, &m.component)
			return m, err
		}, `SELECT kind, value, component FROM component_mark WHERE org = $1 AND `+tx.among("component", 2), tx.org, listed(tx, some))
		if err != nil {
			return nil, fmt.Errorf("find what is said of components: %w", err)
		}
		for _, m := range found {
			kept[m] = true
		}
	}
	return slices.DeleteFunc(marks, func(m mark) bool { return kept[m] }), nil
}

// MarkSBOMs keeps the marks of the components of up to n bills of materials
// that an older program took in, and returns how many there were.
func (tx *Tx) MarkSBOMs(ctx context.Context, n int) (int, error) {
	ids, err := list(ctx, tx, scanText, `SELECT id FROM sbom WHERE org = $1 AND marked = 0 ORDER BY id LIMIT $2`, tx.org, n)
	if err != nil {
		return 0, fmt.Errorf("find what has no marks: %w", err)
	}
	for _, id := range ids {
		d, err := tx.SBOMDocument(ctx, id)
		if err != nil {
			return 0, err
		}
		if err := tx.saveMarks(ctx, id, d); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// textOfPart is what words are looked for in: names, version, supplier, package
// URL and CPEs, in lower case.
func textOfPart(c *sbom.Component) string {
	text := []string{c.Group, c.Name, c.Version, c.Supplier, c.PURL}
	if len(c.CPEs) > 0 {
		text = append(text, packed(c.CPEs))
	}
	return strings.ToLower(strings.Join(text, " "))
}
