package intel

import (
	"github.com/zeebo/xxh3"

	"aceso/internal/domain/vuln"
)

// Counts is what changed of the records of one source.
type Counts struct{ Added, Changed, Withdrawn int }

// Compared is how many weaknesses are compared record by record: a bundle of
// which more differ is another bundle rather than a newer one.
const Compared = 40_000

// Compare counts by source which records were added, changed and withdrawn
// from one bundle to the next. Differ is how many weaknesses something else is
// said of; whole is false when there are too many to look into each.
func Compare(before, after *Bundle) (by map[string]Counts, differ int, whole bool, err error) {
	keys, err := Changed(before, after)
	if err != nil {
		return nil, 0, false, err
	}
	var ids []string
	for _, k := range keys {
		if k.Kind == Weakness {
			ids = append(ids, k.Name)
		}
	}
	if len(ids) > Compared {
		return nil, len(ids), false, nil
	}
	// A record can go from one group to another when an alias comes to light:
	// what is gone here and new there is neither.
	old, now := map[string]recordState{}, map[string]recordState{}
	for _, id := range ids {
		if err := before.states(id, old); err != nil {
			return nil, 0, false, err
		}
		if err := after.states(id, now); err != nil {
			return nil, 0, false, err
		}
	}
	by = map[string]Counts{}
	for name, n := range now {
		c := by[n.feed]
		o, was := old[name]
		switch {
		case !was && n.withdrawn, was && o.withdrawn && n.withdrawn:
		case !was:
			c.Added++
		case n.withdrawn:
			c.Withdrawn++
		case o.head != n.head:
			c.Changed++
		}
		by[n.feed] = c
	}
	for name, o := range old {
		if _, is := now[name]; !is && !o.withdrawn {
			c := by[o.feed]
			c.Withdrawn++
			by[o.feed] = c
		}
	}
	return by, len(ids), true, nil
}

// recordState is a record as far as a comparison looks at it.
type recordState struct {
	feed      string
	head      uint64 // its hash: whole heads would not fit into memory
	withdrawn bool
}

// states adds the records of one weakness, by feed and their own id.
func (b *Bundle) states(id string, to map[string]recordState) error {
	u, err := b.blob(string(Weakness) + id)
	if u == nil || err != nil {
		return err
	}
	w, feeds := unpackWeakness(u)
	if u.bad {
		return damaged("the weakness %q can't be read", id)
	}
	for i := range w.Records {
		r := &w.Records[i]
		var p packer
		packHead(&p, feeds[i], r)
		to[feeds[i]+unit+r.Source+unit+r.ID] = recordState{feeds[i], xxh3.Hash(p.b), !r.Withdrawn.IsZero() || r.State == vuln.Rejected}
	}
	if w.KEV != nil {
		var p packer
		p.list([]string{w.KEV.Added, w.KEV.Due, w.KEV.Name, w.KEV.Action})
		to["kev"+unit+id] = recordState{"kev", xxh3.Hash(p.b), false}
	}
	return nil
}
