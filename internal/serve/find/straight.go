package find

import (
	"context"
	"net/url"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/search"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// kinds are the records that an id leads to: what it takes to read one, and
// the address of its page.
var kinds = map[string]struct {
	needs org.Permission
	path  func(id string) string
}{
	"product":   {org.ReadProducts, at("/products/")},
	"release":   {org.ReadProducts, at("/releases/")},
	"sbom":      {org.ReadProducts, at("/imports/")},
	"finding":   {org.ReadFindings, at("/findings/")},
	"case":      {org.ReadCases, at("/cases/")},
	"share":     {org.ReadProducts, at("/shares/")},
	"name rule": {org.ReadNames, func(string) string { return "/names#rules" }},
	"job":       {org.ReadSystem, func(string) string { return "/jobs" }},
	"swap":      {org.ReadFindings, at("/intelligence/bundles/")},
	"person":    {org.ManagePeople, at("/people/")},
}

func at(path string) func(string) string {
	return func(id string) string { return path + url.PathEscape(id) }
}

// Straight returns the address of the one thing that a pasted name means: an id
// of a record, a weakness, a package URL, a digest, a device identifier. "" is
// none, or several: then the search page tells which.
func Straight(ctx context.Context, tx *store.Tx, a Ask) (string, error) {
	text := strings.TrimSpace(a.Query.Line)
	if text == "" || strings.ContainsAny(text, " \t\"") || len(text) > 500 {
		return "", nil
	}
	for _, by := range []func(context.Context, *store.Tx, Ask, string) (string, error){byID, byWeakness, byCase, byPart, byDevice} {
		path, err := by(ctx, tx, a, text)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return "", err
		}
		if path != "" {
			return path, nil
		}
	}
	return "", nil
}

// byID leads to the record with a UUID.
func byID(ctx context.Context, tx *store.Tx, a Ask, text string) (string, error) {
	id := strings.ToLower(strings.TrimPrefix(text, "urn:uuid:"))
	if len(id) != 36 || strings.Count(id, "-") != 4 {
		return "", nil
	}
	kind, err := tx.KindOf(ctx, id)
	if k, ok := kinds[kind]; ok && err == nil && a.Who.Allowed(k.needs) {
		return k.path(id), nil
	}
	return "", err
}

// byWeakness leads to the finding of a weakness, or to all its findings.
func byWeakness(ctx context.Context, tx *store.Tx, a Ask, text string) (string, error) {
	if ident.Family(text) == "" || !a.Who.Allowed(org.ReadFindings) {
		return "", nil
	}
	found, err := tx.WeaknessesCalled(ctx, []string{text}, store.Page{Limit: 2})
	if err != nil || found.Total != 1 {
		return "", err
	}
	id := found.Rows[0].ID
	of, err := tx.Findings(ctx, store.FindingFilter{Weakness: id}, store.Page{Limit: 2})
	switch {
	case err != nil || of.Total == 0:
		return "", err
	case of.Total == 1:
		return "/findings/" + of.Rows[0].ID, nil
	}
	return "/findings?" + url.Values{"state": {"all"}, "weakness": {id}}.Encode(), nil
}

// byPart leads to the one part in use with a package URL, a CPE or a digest.
func byPart(ctx context.Context, tx *store.Tx, a Ask, text string) (string, error) {
	if !a.Who.Allowed(org.ReadFindings) { // as the page of a part does
		return "", nil
	}
	line := ""
	switch digest := text[strings.LastIndexByte(text, ':')+1:]; {
	case strings.HasPrefix(text, "pkg:"):
		line = "purl:" + text
	case strings.HasPrefix(strings.ToLower(text), "cpe:"):
		line = text
	case isHex(digest) && (len(digest) == 32 || len(digest) == 40 || len(digest) == 64 || len(digest) == 96 || len(digest) == 128):
		line = "hash:" + digest
	default:
		return "", nil
	}
	q, err := search.Read(line, tx.Now())
	if err != nil {
		return "", nil // what can't be read leads nowhere
	}
	found, err := tx.Parts(ctx, store.PartFilter{Seek: store.Seek{Terms: q.Query}}, store.Page{Limit: 2})
	if err != nil || len(found.Rows) == 0 {
		return "", err
	}
	if first := found.Rows[0]; found.Total == 1 || first.Component.PURL == text && found.Rows[1].Component.PURL != text {
		return "/components/" + url.PathEscape(first.Key), nil
	}
	return "", nil
}

// byCase leads to the case with a number.
func byCase(ctx context.Context, tx *store.Tx, a Ask, text string) (string, error) {
	if !a.Who.Allowed(org.ReadCases) {
		return "", nil
	}
	c, err := tx.CaseByNumber(ctx, strings.ToUpper(text))
	if err != nil || !c.Sees(a.Who) {
		return "", err
	}
	return "/cases/" + c.ID, nil
}

func isHex(s string) bool {
	return strings.Trim(strings.ToLower(s), "0123456789abcdef") == ""
}

// byDevice leads to the product with a device identifier, written by itself or
// as the whole carrier of a unit.
func byDevice(ctx context.Context, tx *store.Tx, a Ask, text string) (string, error) {
	if !a.Who.Allowed(org.ReadProducts) || len(text) < 8 {
		return "", nil
	}
	di := text
	if udi, err := ident.ParseUDI(text); err == nil {
		di = udi.DI
	}
	found, err := tx.Models(ctx, "", di, store.Page{Limit: 20})
	if err != nil {
		return "", err
	}
	for _, m := range found.Rows {
		for _, has := range m.DIs {
			if strings.EqualFold(has, di) {
				return "/products/" + m.ID, nil
			}
		}
	}
	return "", nil
}
