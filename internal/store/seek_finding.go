package store

import (
	"context"
	"fmt"
	"strings"
)

// mostListed is how many components or weaknesses are named one by one in a
// question; beyond, the database looks through their texts itself.
const mostListed = 20_000

// A wordIn is where a word of a search for findings stands.
type wordIn struct {
	text       string
	weaknesses []string // ids; nil when too many to name
	every      bool     // each weakness, or each component, has it: the word narrows nothing
	parts      []int64  // numbers; nil when too many to name
}

// wordsOfFindings is the condition that each word stands in a name of the
// weakness or of the part. What few have goes first: a word that stands in no
// weakness at all, as most do, is one of the part, and such words are looked
// for together.
func wordsOfFindings(k *seeker, words []string) (string, error) {
	var conds, ofParts []string
	for _, text := range words {
		at, err := k.whereIs(text)
		switch {
		case err != nil:
			return "", err
		case at.every:
		case at.weaknesses != nil && len(at.weaknesses) == 0:
			ofParts = append(ofParts, text)
		default:
			conds = append(conds, "("+k.either(at)+")")
		}
	}
	if len(ofParts) > 0 {
		cond, err := wordsOfParts(k, ofParts)
		if err != nil {
			return "", err
		}
		if numbers, named := strings.CutPrefix(cond, "component.no "); named {
			conds = append(conds, "finding.component "+numbers)
		} else {
			conds = append(conds, "finding.component IN (SELECT component.no FROM component WHERE component.org = $1 AND "+cond+")")
		}
	}
	if len(conds) == 0 {
		return "1 = 1", nil
	}
	return strings.Join(conds, " AND "), nil
}

// either is the condition that a word stands in the weakness or in the part.
func (k *seeker) either(at wordIn) string {
	var weakness string
	if at.weaknesses != nil {
		weakness = k.tx.among("finding.weakness", k.w.arg(listed(k.tx, at.weaknesses)))
	} else {
		weakness = "finding.weakness IN (" + k.named(at.text) + ")"
	}
	if at.parts == nil {
		return weakness + " OR finding.component IN (SELECT component.no FROM component WHERE component.org = $1 AND " + k.tx.holds("component.text", k.w.arg(at.text)) + ")"
	}
	if len(at.parts) == 0 {
		return weakness
	}
	return weakness + " OR " + k.tx.among("finding.component", k.w.arg(listed(k.tx, at.parts)))
}

// whereIs looks for a word among the weaknesses and the components.
func (k *seeker) whereIs(text string) (wordIn, error) {
	at := wordIn{text: text}
	w := k.tx.in("weakness.org")
	inner := &seeker{ctx: k.ctx, tx: k.tx, w: w}
	w.conds = append(w.conds, inner.called(text))
	ids, err := list(k.ctx, k.tx, scanText, fmt.Sprintf(`SELECT weakness.id FROM weakness WHERE %s LIMIT %d`, w, mostListed+1), w.args...)
	if err != nil {
		return at, fmt.Errorf("look for a word among the weaknesses: %w", err)
	}
	if len(ids) <= mostListed {
		at.weaknesses = orNone(ids)
	}
	if at.every, err = k.everyWeakness(k.ctx, w, len(ids)); err != nil || at.every {
		return at, err
	}
	in, ok, err := k.tx.words(k.ctx)
	if err != nil || !ok {
		return at, err
	}
	places := in.having([]string{text})
	at.every = len(places) > 0 && len(places) == len(in.no)
	if len(places) <= mostListed {
		at.parts = in.numbers(places)
	}
	return at, nil
}

// everyWeakness tells whether all weaknesses of the organisation have a word,
// as they do when it stands in "CVE-".
func (k *seeker) everyWeakness(ctx context.Context, w *where, atLeast int) (bool, error) {
	if atLeast == 0 {
		return false, nil
	}
	others, err := list(ctx, k.tx, scanText, `SELECT weakness.id FROM weakness WHERE `+w.conds[0]+` AND NOT (`+w.conds[1]+`) LIMIT 1`, w.args...)
	return err == nil && len(others) == 0, err
}
