package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	lang "aceso/internal/value/query"
)

// A Seek is what somebody searches a list by, as package search has read it:
// canonical tokens, days as 2026-11-01, and words.
type Seek struct {
	Terms lang.Query
	Me    string // a person's id: who "me" and "mine" are
}

// A level is the table that a token is about.
type level int

const (
	atFinding level = iota
	atPart
	atRelease
	atModel
)

// levels tell what each token is about; "is" is about the list itself.
var levels = map[string]level{
	"kev": atFinding, "severity": atFinding, "match": atFinding, "owner": atFinding, "score": atFinding, "epss": atFinding, "opened": atFinding, "turned": atFinding, "until": atFinding, "cve": atFinding,
	"part": atPart, "version": atPart, "supplier": atPart, "licence": atPart, "purl": atPart, "cpe": atPart, "hash": atPart,
	"product": atRelease, "release": atRelease, "eos": atRelease,
}

// levelOf is the table that a token is about in a list: "is" is about the
// list's own, and a list of products asks its own rows for their names.
func levelOf(token string, home level) (level, bool) {
	if token == "is" || token == "product" && home == atModel {
		return home, true
	}
	at, ok := levels[token]
	return at, ok
}

// A seeker turns terms into conditions of one list.
type seeker struct {
	ctx  context.Context // of the one query that is being put together
	tx   *Tx
	w    *where
	me   string
	home level // of the list

	across bool // the token is about another table than the list's
}

// seek adds to the conditions of a list what somebody searches it by. having
// is the condition that a row of the list has all of some words.
func (tx *Tx) seek(ctx context.Context, w *where, home level, s Seek, having func(k *seeker, words []string) (string, error)) error {
	if len(s.Terms) == 0 {
		return nil
	}
	k := &seeker{ctx: ctx, tx: tx, w: w, me: s.Me, home: home}
	var words []string
	together := map[level][]string{} // what holds of the same record of another table
	for _, t := range s.Terms {
		switch {
		case t.Token == "" && !t.Not:
			words = append(words, folded(t.Values[0]))
			continue
		case t.Token == "":
			cond, err := having(k, []string{folded(t.Values[0])})
			if err != nil {
				return err
			}
			w.conds = append(w.conds, not(true, cond))
			continue
		}
		at, ok := levelOf(t.Token, home)
		if !ok {
			return fmt.Errorf("seek by %s: the store has no such token", t.Token)
		}
		k.across = at != home
		cond, err := k.term(at, t)
		switch {
		case err != nil:
			return err
		case at == home:
			w.conds = append(w.conds, not(t.Not, cond))
		case t.Not:
			w.conds = append(w.conds, not(true, k.from(at, cond)))
		default:
			together[at] = append(together[at], cond)
		}
	}
	if len(words) > 0 {
		cond, err := having(k, words)
		if err != nil {
			return err
		}
		w.conds = append(w.conds, "("+cond+")")
	}
	w.conds = append(w.conds, k.together(together)...)
	return nil
}

// together leads to other tables for what is to hold of one record there; of a
// release and a product, for what is to hold of one component inside.
func (k *seeker) together(conds map[level][]string) []string {
	var out, inside []string
	for at := range atModel + 1 {
		switch cond := strings.Join(conds[at], " AND "); {
		case cond == "":
		case k.home >= atRelease && at < atRelease:
			inside = append(inside, "rc.component IN ("+components[at]+cond+")")
		default:
			out = append(out, k.from(at, cond))
		}
	}
	if len(inside) > 0 {
		out = append(out, k.within(strings.Join(inside, " AND ")))
	}
	return out
}

// folded is a word as texts to search in have it: in lower case, on one line.
func folded(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// words are the words of a search, folded, and whether it consists of nothing else.
func (s Seek) words() ([]string, bool) {
	var out []string
	for _, t := range s.Terms {
		if t.Token != "" || t.Not {
			return nil, false
		}
		out = append(out, folded(t.Values[0]))
	}
	return out, len(out) > 0
}

func not(is bool, cond string) string {
	if is {
		return "NOT (" + cond + ")"
	}
	return "(" + cond + ")"
}

// term is the condition of a token on the table that it is about.
func (k *seeker) term(at level, t lang.Term) (string, error) {
	one := map[level]func(string, lang.Op, string) (string, error){atFinding: k.finding, atPart: k.part, atRelease: k.release, atModel: k.release}[at]
	either := make([]string, len(t.Values))
	for i, v := range t.Values {
		op := t.Op
		if op == lang.Between {
			op = []lang.Op{lang.AtLeast, lang.AtMost}[i]
		}
		cond, err := one(t.Token, op, v)
		if err != nil {
			return "", err
		}
		if cond == "" {
			return "", fmt.Errorf("seek by %s: the store does not know it in this list", t)
		}
		either[i] = cond
	}
	join := " OR "
	if t.Op == lang.Between {
		join = " AND "
	}
	return "(" + strings.Join(either, join) + ")", nil
}

// components select the components that records of another table are about.
var components = map[level]string{
	atFinding: `SELECT finding.component FROM finding WHERE finding.org = $1 AND finding.used = 1 AND finding.state <> 'closed' AND `,
	atPart:    `SELECT component.no FROM component WHERE component.org = $1 AND component.used = 1 AND `,
	atRelease: `SELECT rc.component FROM release_component rc JOIN release r ON r.org = rc.org AND r.no = rc.release JOIN model m ON m.org = r.org AND m.id = r.model WHERE rc.org = $1 AND `,
}

// from leads from the list's own table to records of another one.
func (k *seeker) from(at level, cond string) string {
	switch k.home {
	case atFinding:
		return "finding.component IN (" + components[at] + cond + ")"
	case atPart:
		return "component.no IN (" + components[at] + cond + ")"
	}
	if at == atRelease {
		return "m.id IN (SELECT r.model FROM release r JOIN model m ON m.org = r.org AND m.id = r.model WHERE r.org = $1 AND " + cond + ")"
	}
	return k.within("rc.component IN (" + components[at] + cond + ")")
}

// within leads from a release or a product to the components inside.
func (k *seeker) within(cond string) string {
	releases := "SELECT rc.release FROM release_component rc WHERE rc.org = $1 AND " + cond
	if k.home == atModel {
		return "m.id IN (SELECT r.model FROM release r WHERE r.org = $1 AND r.no IN (" + releases + "))"
	}
	return "r.no IN (" + releases + ")"
}

// holds is the condition that a column contains a text, whatever its case.
func (k *seeker) holds(text string, columns ...string) string {
	n := k.w.arg(strings.ToLower(text))
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = k.tx.holds("lower("+c+")", n)
	}
	return "(" + strings.Join(out, " OR ") + ")"
}

// whole is the condition that a column is a text, or begins with it where the
// text ends in a star.
func (k *seeker) whole(text string, column string) string {
	if start, ok := strings.CutSuffix(text, "*"); ok {
		return k.begins(start, column)
	}
	return fmt.Sprintf("%s = $%d", column, k.w.arg(text))
}

// begins is the condition that a column begins with a text, as an index has it.
func (k *seeker) begins(text string, column string) string {
	if text == "" {
		return column + " <> ''"
	}
	return fmt.Sprintf("(%s >= $%d AND %s < $%d)", column, k.w.arg(text), column, k.w.arg(text+"\U0010FFFF"))
}

// compared holds a number against a column; what is below zero is unsaid, and
// neither above nor below anything.
func (k *seeker) compared(column string, op lang.Op, v string) string {
	if op == lang.Is {
		op = "="
	}
	n, _ := strconv.ParseFloat(v, 64) // package search has read it
	return fmt.Sprintf("(%s %s $%d AND %s >= 0)", column, op, k.w.arg(n), column)
}

// days holds a day against a column of moments or days; ” is no day.
func (k *seeker) days(column string, op lang.Op, day string) string {
	next := day
	if at, err := time.Parse(time.DateOnly, day); err == nil {
		next = at.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	said := " AND " + column + " >= '0' AND " + column + " < ':'" // begins with a digit
	switch op {
	case lang.Below:
		return fmt.Sprintf("(%s < $%d%s)", column, k.w.arg(day), said)
	case lang.AtMost:
		return fmt.Sprintf("(%s < $%d%s)", column, k.w.arg(next), said)
	case lang.Above:
		return fmt.Sprintf("(%s >= $%d%s)", column, k.w.arg(next), said)
	case lang.AtLeast:
		return fmt.Sprintf("(%s >= $%d%s)", column, k.w.arg(day), said)
	}
	return fmt.Sprintf("(%s >= $%d AND %s < $%d%s)", column, k.w.arg(day), column, k.w.arg(next), said)
}
