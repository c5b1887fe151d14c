package store

import (
	"fmt"
	"strings"

	"aceso/internal/domain/product"
	"aceso/internal/value/ident"
	lang "aceso/internal/value/query"
)

// findingStands are the conditions of the words of is: on findings. "mine"
// asks for a person and stands apart.
var findingStands = map[string]string{
	"new": "finding.state IN ('open', 'reopened')", "open": "finding.state <> 'closed'", "taken": "finding.state = 'in review'", "back": "finding.state = 'reopened'",
	"snoozed": "finding.state = 'snoozed'", "closed": "finding.state = 'closed'", "any": "finding.state <> ''", "nobody": "finding.owner = ''", "fixable": "finding.fixed <> '[]'",
}

// finding is the condition of a token and one value on the table of findings.
func (k *seeker) finding(token string, op lang.Op, v string) (string, error) {
	if k.across && (token == "kev" || token == "severity") { // few weaknesses lead to their findings sooner than an index of all findings
		return "finding.weakness IN (SELECT weakness.id FROM weakness WHERE weakness.org = $1 AND weakness.live > 0 AND weakness" + strings.TrimPrefix(k.weighed(token, v), "finding") + ")", nil
	}
	switch token {
	case "is":
		if v == "mine" {
			return k.owned(k.me), nil
		}
		return findingStands[v], nil
	case "kev", "severity":
		return k.weighed(token, v), nil
	case "match":
		return fmt.Sprintf("finding.says = $%d", k.w.arg(strings.ReplaceAll(v, "-", "_"))), nil
	case "score", "epss":
		return k.compared("finding."+token, op, v), nil
	case "opened", "turned":
		return k.days("finding."+token+"_at", op, v), nil
	case "until":
		return k.days("finding.until", op, v), nil
	case "cve":
		return "finding.weakness IN (" + k.named(v) + ")", nil
	case "owner":
		switch v {
		case "me":
			return k.owned(k.me), nil
		case "nobody":
			return "finding.owner = ''", nil
		}
		return "finding.owner IN (SELECT p.id FROM membership s JOIN person p ON p.id = s.person WHERE s.org = $1 AND " + k.holds(v, "p.name") + ")", nil
	}
	return "", nil
}

// weighed is the condition on what a finding has from its weakness.
func (k *seeker) weighed(token, v string) string {
	if token == "kev" {
		return fmt.Sprintf("finding.kev = %d", bit(v == "yes"))
	}
	return fmt.Sprintf("finding.severity_rank = %d", ranked(v))
}

func (k *seeker) owned(by string) string {
	if by == "" {
		return "1 = 0"
	}
	return fmt.Sprintf("finding.owner = $%d", k.w.arg(by))
}

// named selects the weaknesses one of whose names is a text, where that is a
// whole id of some family, or else contains it. The text of a weakness is its
// names in lower case, with spaces between.
func (k *seeker) named(text string) string {
	return "SELECT weakness.id FROM weakness WHERE weakness.org = $1 AND " + k.called(text)
}

func (k *seeker) called(text string) string {
	low := strings.ToLower(text)
	if whole := ident.WeaknessID(text); ident.Family(whole) != "" {
		// The second condition is the dearer one, and asked only where the first holds.
		return k.tx.holds("weakness.text", k.w.arg(low)) + " AND " + k.tx.holds("' ' || weakness.text || ' '", k.w.arg(" "+low+" "))
	}
	return k.tx.holds("weakness.text", k.w.arg(low))
}

// partStands are the conditions of the words of is: on parts, as Counts has them.
var partStands = map[string]string{
	"weak": "component.affected > 0", "untold": "component.affected = 0 AND component.untold > 0 AND component.checked NOT IN ('not_checkable', '')",
	"clean":     "component.affected = 0 AND component.untold = 0 AND component.checked IN ('clean', 'matched')",
	"unchecked": "component.affected = 0 AND component.checked = 'not_checkable'", "waiting": "component.affected = 0 AND component.checked = ''",
}

// part is the condition of a token and one value on the table of components.
// What stands in a component's text is looked for there first.
func (k *seeker) part(token string, _ lang.Op, v string) (string, error) {
	switch token {
	case "is":
		return partStands[v], nil
	case "part":
		return k.among(v, k.holds(v, "component.name", "component.grp"))
	case "version":
		return k.among(strings.TrimSuffix(v, "*"), k.whole(v, "component.version"))
	case "supplier":
		return k.among(v, k.holds(v, "component.supplier"))
	case "cpe":
		return k.among(v, k.holds(v, "component.cpes"))
	case "purl":
		if strings.HasPrefix(v, "pkg:") {
			return k.begins(strings.TrimSuffix(v, "*"), "component.purl"), nil
		}
		return k.among(v, k.holds(v, "component.purl"))
	case "licence":
		return "component.no IN (SELECT mark.component FROM component_mark mark WHERE mark.org = $1 AND mark.kind = 'licence' AND " + k.holds(v, "mark.value") + ")", nil
	case "hash":
		digest := strings.ToLower(v[strings.LastIndexByte(v, ':')+1:])
		return "component.no IN (SELECT mark.component FROM component_mark mark WHERE mark.org = $1 AND mark.kind = 'hash' AND " + k.whole(digest, "mark.value") + ")", nil
	}
	return "", nil
}

// among puts before a condition, which holds only where a component's text
// has a word, the numbers of those that have it.
func (k *seeker) among(word, cond string) (string, error) {
	in, ok, err := k.tx.words(k.ctx)
	if word = strings.ToLower(word); err != nil || !ok || word == "" || strings.Join(strings.Fields(word), " ") != word {
		return cond, err
	}
	at := in.having([]string{word})
	if len(at) > mostListed {
		return cond, nil
	}
	return "(" + k.tx.among("component.no", k.w.arg(listed(k.tx, in.numbers(at)))) + " AND " + cond + ")", nil
}

var releaseStands = map[string]product.State{"in-work": product.InWork, "released": product.Released, "withdrawn": product.Withdrawn}

// release is the condition of a token and one value on releases (r) with their
// models (m).
func (k *seeker) release(token string, op lang.Op, v string) (string, error) {
	switch token {
	case "is":
		return fmt.Sprintf("r.state = $%d", k.w.arg(string(releaseStands[v]))), nil
	case "product":
		return fmt.Sprintf("(m.id = $%d OR %s)", k.w.arg(v), k.holds(v, "m.name", "m.aliases")), nil
	case "release":
		return fmt.Sprintf("(r.id = $%d OR %s)", k.w.arg(v), k.whole(v, "r.version")), nil
	case "eos":
		return k.days("r.end_of_security_support", op, v), nil
	}
	return "", nil
}

// wordsOfParts is the condition that a component has all the words, and
// whether all of them are named one by one.
func wordsOfParts(k *seeker, words []string) (string, error) {
	in, ok, err := k.tx.words(k.ctx)
	if err != nil {
		return "", err
	}
	if ok {
		if at := in.having(words); len(at) <= mostListed {
			return k.tx.among("component.no", k.w.arg(listed(k.tx, in.numbers(at)))), nil
		}
	}
	return k.eachHolds("component.text", words), nil
}

// eachHolds is the condition that a column contains each of the words.
func (k *seeker) eachHolds(column string, words []string) string {
	conds := make([]string, len(words))
	for i, w := range words {
		conds[i] = k.tx.holds(column, k.w.arg(w))
	}
	return strings.Join(conds, " AND ")
}

func wordsOfModels(k *seeker, words []string) (string, error) {
	return k.eachIn(words, "m.name", "m.manufacturer", "m.aliases", "m.dis"), nil
}

func wordsOfReleases(k *seeker, words []string) (string, error) {
	return k.eachIn(words, "l.name", "m.name", "m.manufacturer", "m.aliases", "m.dis", "r.version"), nil
}

func (k *seeker) eachIn(words []string, columns ...string) string {
	conds := make([]string, len(words))
	for i, w := range words {
		conds[i] = k.holds(w, columns...)
	}
	return strings.Join(conds, " AND ")
}
